"""Addresses of what happens with agreements in force; part of `steering.urls`."""

from django.urls import path

from steering.views import indicator

year_urls = [
    path("indikatoren/", indicator.IndicatorList.as_view(), name="indicator-list"),
    path("indikatoren.csv", indicator.IndicatorCsv.as_view(), name="indicator-csv"),
    path("indikatoren/<int:pk>/", indicator.IndicatorDetail.as_view(), name="indicator-detail"),
    path("indikatoren/<int:pk>/werte/", indicator.ValueCreate.as_view(), name="value-create"),
    path("indikatoren/werte/<int:pk>/nachweis/", indicator.ValueEvidence.as_view(), name="value-evidence"),
    path(
        "indikatoren/werte/<int:pk>/zurueckziehen/",
        indicator.ValueWithdraw.as_view(),
        name="value-withdraw",
    ),
]
