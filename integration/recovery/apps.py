from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "integration.recovery"
    label = "recovery"
    verbose_name = "Sicherung"
