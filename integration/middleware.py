"""What every answer has: headers that neither Django nor django-csp sets, a status that is true, a reason."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse

from integration.documents import pdf
from integration.request_log import HEALTH

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Nothing here needs a device or a sensor; a script that found its way in shall not get one either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
)
_LARGEST = 2**63 - 1  # of a key


def headers(get_response: GetResponse) -> GetResponse:
    """Forbid sensors, and forbid storing pages (BSI APP.3.1): most of them show personal data.

    A view that may be stored says so by setting Cache-Control itself. Static files are answered
    before this.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def health_without_session(get_response: GetResponse) -> GetResponse:
    """Let the question for health be nobody's: a session could not be read while the database is away."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == HEALTH:
            request.COOKIES.clear()
        return get_response(request)

    return answer


class PlainAddresses:
    """Answer 404 to what no row is called: a NUL, a number beyond 64 bits. A database would fail at it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, names: dict[str, Any]) -> None:
        for name in names.values():
            if name > _LARGEST if isinstance(name, int) else "\0" in str(name):
                raise Http404


class RefusedForms:
    """Answer 422 to what a form refuses, so that the page that shows the errors is no success.

    Before signing in it stays 200, as Django answers there and those who measure sign-ins expect.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        is_answer = request.method == "POST" and response.status_code == HTTPStatus.OK
        if is_answer and request.user.is_authenticated:
            shown = (response.context_data or {}).values()
            if any(isinstance(one, BaseForm) and one.is_bound and one.errors for one in shown):
                response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


class RefusedDocuments:
    """Answer with a page that says why where a PDF cannot be had, whichever view asked for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, pdf.Refused):
            return None
        context = {"reason": str(exception)}
        return render(request, "pages/document_refused.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
