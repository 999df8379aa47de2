from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "integration.accounts"
    label = "accounts"
    verbose_name = "Personen"
