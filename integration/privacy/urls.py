from django.urls import path

from integration.privacy import views

app_name = "privacy"
urlpatterns = [
    path("datenschutz/verzeichnis.docx", views.Register.as_view(), name="register"),
    path("datenschutz/personalrat.docx", views.StaffSheet.as_view(), name="staff-sheet"),
    path("konto/daten.zip", views.OwnData.as_view(), name="own-data"),
    path("personen/<int:pk>/auskunft.zip", views.DataOfPerson.as_view(), name="data-of-person"),
    path("personen/<int:pk>/anonymisieren/", views.Anonymise.as_view(), name="anonymise"),
]
