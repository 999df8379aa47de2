"""Pages that belong to the site, not to a subject."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from integration.context import site
from integration.health import findings
from integration.licences import licences
from integration.outages import RETRY_AFTER, is_outage
from integration.overview.page import Overview

log = logging.getLogger(__name__)


class OverviewPage(TemplateView):
    """What is due, what there is and what to do about it, as far as the person may see it."""

    template_name = "overview/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, user = timezone.now(), self.request.user
        if user.has_perm("catalogue.view_measure"):
            kwargs["overview"] = Overview(user, now=now)
        return super().get_context_data(today=timezone.localdate(now), **kwargs)


class Licences(TemplateView):
    """Not for everybody: versions tell an attacker where to begin."""

    template_name = "pages/licences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(licences=licences(), **kwargs)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as long as this process lives; with `?ready` ask what it lives on, a line for each.

    Strangers may read this, so it says what is wrong, but not how: that is told to the log and the
    Administration.
    """
    if "ready" not in request.GET:
        return HttpResponse("ok", content_type="text/plain")
    found = list(findings())
    for finding in found:
        if not finding.ok:
            log.warning("%s: %s", finding.name, finding.sentence)
    lines = (f"{finding.name}: {'ok' if finding.ok else 'failed'}\n" for finding in found)
    status = HTTPStatus.OK if all(finding.ok for finding in found) else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8", status=status)


@login_not_required
@require_safe
def security_contact(request: HttpRequest) -> HttpResponse:
    """Say where to report a hole (RFC 9116), if the installation names an address.

    What is read today holds for 90 days: whoever keeps a copy asks again by then.
    """
    contact = settings.SECURITY_CONTACT or (settings.CONTACT_EMAIL and f"mailto:{settings.CONTACT_EMAIL}")
    if not contact:
        raise Http404
    expires = (timezone.now() + dt.timedelta(days=90)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: de, en\n"
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


# Error pages that ask nothing that may be what broke: no person, no session, no database.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseBadRequest(render_to_string("400.html", site(request)))


def server_error(request: HttpRequest) -> HttpResponse:
    context = {"request_id": getattr(request, "id", ""), **site(request)}
    if is_outage(sys.exc_info()[1]):
        page = render_to_string("503.html", context)
        return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": RETRY_AFTER})
    return HttpResponseServerError(render_to_string("500.html", context))
