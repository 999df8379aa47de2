from django.urls import path

from steering.views import dossier

app_name = "steering"
urlpatterns = [
    path("sitzungen/<int:pk>/mappe/", dossier.DossierPage.as_view(), name="dossier"),
    path("sitzungen/<int:pk>/mappe.pdf", dossier.DossierPdf.as_view(), name="dossier-pdf"),
    path("sitzungen/<int:pk>/mappe.xlsx", dossier.DossierWorkbook.as_view(), name="dossier-xlsx"),
]
