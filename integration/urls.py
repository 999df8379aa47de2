"""The site's table of contents."""

from django.urls import include, path

from integration import views

urlpatterns = [
    path("", views.Overview.as_view(), name="overview"),
    path("", include("integration.accounts.urls")),
    path("", include("catalogue.urls")),
    path("", include("steering.urls")),
    path("barrierefreiheit/", views.Accessibility.as_view(), name="accessibility"),
    path("datenschutz/", views.Privacy.as_view(), name="privacy"),
    path("hilfe/", views.Help.as_view(), name="help"),
    path("lizenzen/", views.Licences.as_view(), name="licences"),
    path("healthz", views.health, name="health"),
]

handler400 = "integration.views.bad_request"
handler500 = "integration.views.server_error"
