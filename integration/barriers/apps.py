from django.apps import AppConfig


class BarriersConfig(AppConfig):
    name = "integration.barriers"
    label = "barriers"
    verbose_name = "Barrieren"
