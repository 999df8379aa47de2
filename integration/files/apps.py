from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "integration.files"
    label = "files"
    verbose_name = "Dateien"
