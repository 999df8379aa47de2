from django.urls import path

from catalogue.views import catalogue, catalogue_table, change_set, import_draft, measure, unit

app_name = "catalogue"
urlpatterns = [
    path("massnahmen/", measure.MeasureList.as_view(), name="measure-list"),
    path("massnahmen/<int:number>/", measure.MeasureDetail.as_view(), name="measure-detail"),
    path("katalog/", catalogue_table.Catalogue.as_view(), name="catalogue"),
    path("katalog.xlsx", catalogue.CatalogueWorkbook.as_view(), name="catalogue-xlsx"),
    path("katalog.csv", catalogue.CatalogueCsv.as_view(), name="catalogue-csv"),
    path("aenderungen/", change_set.ChangeSetList.as_view(), name="change-set-list"),
    path("aenderungen/<int:pk>/", change_set.ChangeSetDetail.as_view(), name="change-set-detail"),
    path("aenderungen/<int:pk>/ruecknahme/", change_set.ChangeSetUndo.as_view(), name="change-set-undo"),
    path("import/", import_draft.ImportList.as_view(), name="import-list"),
    path("import/<int:pk>/", import_draft.ImportDetail.as_view(), name="import-detail"),
    path("import/<int:pk>/lesen/", import_draft.ImportRead.as_view(), name="import-read"),
    path("import/<int:pk>/festlegungen/", import_draft.ImportDecide.as_view(), name="import-decide"),
    path("import/<int:pk>/auswahl/", import_draft.ImportChoose.as_view(), name="import-choose"),
    path("import/<int:pk>/anwenden/", import_draft.ImportApply.as_view(), name="import-apply"),
    path("import/<int:pk>/verwerfen/", import_draft.ImportDiscard.as_view(), name="import-discard"),
    path("stellen/", unit.UnitList.as_view(), name="unit-list"),
    path("stellen/neu/", unit.UnitCreate.as_view(), name="unit-create"),
    path("stellen/<str:slug>/", unit.UnitDetail.as_view(), name="unit-detail"),
    path("stellen/<str:slug>/bearbeiten/", unit.UnitUpdate.as_view(), name="unit-update"),
    path("stellen/<str:slug>/personen/", unit.MembershipCreate.as_view(), name="membership-create"),
    path("stellen/<str:slug>/personen/<int:pk>/ende/", unit.MembershipEnd.as_view(), name="membership-end"),
]
