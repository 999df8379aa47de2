from django.urls import path

from steering.views import dossier, review, seat

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
    path("stellungnahmen/", review.ReviewList.as_view(), name="review-list"),
    path(
        "sitzungen/<int:pk>/stellungnahmen/<int:number>/<str:slug>/",
        review.ReviewUpdate.as_view(),
        name="review-update",
    ),
    path("ressourcen/", review.ResourceList.as_view(), name="resource-list"),
    path("ressourcen/neu/", review.ResourceCreate.as_view(), name="resource-create"),
    path("ressourcen/<int:pk>/", review.ResourceUpdate.as_view(), name="resource-update"),
    path("ressourcen/<int:pk>/entscheidung/", review.ResourceGrant.as_view(), name="resource-grant"),
]
