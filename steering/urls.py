from django.urls import path

from steering.views import dossier, seat

app_name = "steering"
urlpatterns = [
    path("steuerungsgruppe/", seat.SeatList.as_view(), name="seat-list"),
    path("steuerungsgruppe/neu/", seat.SeatCreate.as_view(), name="seat-create"),
    path("steuerungsgruppe/<int:pk>/", seat.SeatUpdate.as_view(), name="seat-update"),
    path("steuerungsgruppe/<int:pk>/wechsel/", seat.SeatSucceed.as_view(), name="seat-succeed"),
    path("steuerungsgruppe/<int:pk>/ende/", seat.SeatEnd.as_view(), name="seat-end"),
    path("sitzungen/<int:pk>/mappe/", dossier.DossierPage.as_view(), name="dossier"),
    path("sitzungen/<int:pk>/mappe.pdf", dossier.DossierPdf.as_view(), name="dossier-pdf"),
    path("sitzungen/<int:pk>/mappe.xlsx", dossier.DossierWorkbook.as_view(), name="dossier-xlsx"),
]
