"""Addresses of handovers; part of `steering.urls`."""

from django.urls import path

from steering.views import departure

departure_urls = [
    path("personen/<int:pk>/uebergabe/", departure.DepartureCreate.as_view(), name="departure-create"),
    path("uebergaben/", departure.DepartureList.as_view(), name="departure-list"),
    path("uebergaben/<int:pk>/", departure.DepartureDetail.as_view(), name="departure-detail"),
    path("uebergaben/<int:pk>/senden/", departure.DepartureSend.as_view(), name="departure-send"),
    path(
        "uebergaben/<int:pk>/konto/", departure.DepartureKeepAccount.as_view(), name="departure-keep-account"
    ),
    path("uebernahmen/<int:pk>/", departure.TakeoverDetail.as_view(), name="takeover-detail"),
]
