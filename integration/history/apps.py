from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "integration.history"
    label = "history"
    verbose_name = "Verlauf"
