from django.apps import AppConfig


class DownloadsConfig(AppConfig):
    name = "integration.downloads"
    label = "downloads"
    verbose_name = "Zugriffe"
