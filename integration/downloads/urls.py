from django.urls import path

from integration.downloads.views import DownloadList, SystemReadList

app_name = "downloads"
urlpatterns = [
    path("zugriffe/", DownloadList.as_view(), name="download-list"),
    path("zugriffe/systeme/", SystemReadList.as_view(), name="system-read-list"),
]
