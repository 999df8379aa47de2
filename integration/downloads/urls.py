from django.urls import path

from integration.downloads.views import DownloadList

app_name = "downloads"
urlpatterns = [path("zugriffe/", DownloadList.as_view(), name="download-list")]
