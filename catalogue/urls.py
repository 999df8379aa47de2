from django.urls import path

from catalogue.views import catalogue, measure

app_name = "catalogue"
urlpatterns = [
    path("massnahmen/", measure.MeasureList.as_view(), name="measure-list"),
    path("massnahmen/<int:number>/", measure.MeasureList.as_view(), name="measure-detail"),
    path("katalog.xlsx", catalogue.CatalogueWorkbook.as_view(), name="catalogue-xlsx"),
    path("katalog.csv", catalogue.CatalogueCsv.as_view(), name="catalogue-csv"),
]
