"""The site's table of contents."""

from django.urls import include, path

from integration import views
from integration.barriers.views import Accessibility
from integration.help.urls import help_urls
from integration.overview.people import PeopleWithoutUnit
from integration.privacy.views import Privacy

urlpatterns = [
    path("", views.OverviewPage.as_view(), name="overview"),
    path("personen/ohne-stelle/", PeopleWithoutUnit.as_view(), name="people-without-unit"),
    path("", include("integration.accounts.urls")),
    path("", include("integration.barriers.urls")),
    path("", include("integration.downloads.urls")),
    path("", include("integration.privacy.urls")),
    path("", include("catalogue.urls")),
    path("", include("steering.urls")),
    path("api/v1/", include("catalogue.api.urls")),
    path("barrierefreiheit/", Accessibility.as_view(), name="accessibility"),
    path("datenschutz/", Privacy.as_view(), name="privacy"),
    *help_urls,
    path("lizenzen/", views.Licences.as_view(), name="licences"),
    path("healthz", views.health, name="health"),
    path(".well-known/security.txt", views.security_contact, name="security-contact"),
]

handler400 = "integration.views.bad_request"
handler500 = "integration.views.server_error"
