from django.apps import AppConfig


class RatesConfig(AppConfig):
    name = "integration.rates"
    label = "rates"
    verbose_name = "Häufigkeiten"
