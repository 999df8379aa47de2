from django.urls import path

from integration.barriers.views import ReportList, ReportSettle

app_name = "barriers"
urlpatterns = [
    path("barrieren/", ReportList.as_view(), name="report-list"),
    path("barrieren/<int:pk>/", ReportSettle.as_view(), name="report-detail"),
]
