"""The interface for other systems: who is let in, how often, and how it describes itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security.base import AuthBase
from ninja.throttling import BaseThrottle
from pydantic import BaseModel

from catalogue.api.headers import HEADERS, Pace
from catalogue.api.problems import CONTENT_TYPE, SCHEMA, TITLES, Refused, answer_problems
from catalogue.api.reading_log import measures_in
from catalogue.api.resources import router
from catalogue.api.token_actions import note_use
from catalogue.models import SystemToken
from catalogue.models.system_token import digest_of
from integration.rates.models import Rate

VERSION = "1.1"  # what is added counts the second number up; what breaks is another address, /api/v2/
_NOISE = ("title", "description", "default")
_DECLARED = (401, 404, 422, 429)
_DESCRIPTION = (
    "Lesender Zugang zum Maßnahmenkatalog für andere Systeme. Jede Anfrage trägt ein Token, das die "
    "Administration unter „Schnittstellen“ vergibt. Namen von Personen gibt es hier nicht."
)


class SystemAuth(AuthBase):
    """Lets in who shows a valid token. A session lets nobody in: no site can ask in a person's name."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> SystemToken | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            return None
        today = timezone.localdate()
        token = SystemToken.objects.valid(on=today).filter(digest=digest_of(secret.strip())).first()
        if token:
            note_use(token, day=today)
        return token


class PerToken(BaseThrottle):
    """So many requests a minute for each token (`settings.RATE_LIMITS`)."""

    def allow_request(self, request: HttpRequest) -> bool:
        number, seconds = settings.RATE_LIMITS["interface"]
        token: SystemToken = request.auth  # type: ignore[attr-defined]
        now = timezone.now()
        taken, ends_at = Rate.objects.one_more(f"interface:{token.pk}", now=now, seconds=seconds)
        left = math.ceil((ends_at - now).total_seconds())
        request.pace = Pace(number, max(0, number - taken), left)  # type: ignore[attr-defined]
        return not number or taken <= number

    def wait(self) -> None:
        """Say nothing: it depends on the token, so the answer says it (`Pace.tell`)."""


def answering(view: Callable[..., BaseModel]) -> Callable[..., HttpResponse]:
    """Refuse parameters that an address does not know (a misspelt filter would quietly select too much), and
    write the answer straight from its shape, which checked it already."""

    @wraps(view)
    def operation(request: HttpRequest, **values: Any) -> HttpResponse:
        known = {
            name for one in values.values() if isinstance(one, BaseModel) for name in type(one).model_fields
        }
        if unknown := sorted(set(request.GET) - known):
            told = {name: ["Diesen Parameter gibt es hier nicht."] for name in unknown}
            raise Refused(422, "Die Anfrage hat Parameter, die es hier nicht gibt.", told)
        shape = view(request, **values)
        said = shape.model_dump_json(by_alias=True)
        answer = HttpResponse(said, content_type="application/json; charset=utf-8")
        answer.rows = measures_in(shape)  # type: ignore[attr-defined]
        answer.following = getattr(shape, "next", None)  # type: ignore[attr-defined]
        return answer

    return operation


class Interface(NinjaAPI):
    """Describes its parameters plainly, and the answers that every address has in common, too."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.url_name)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"]["Problem"] = SCHEMA
        refused = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        problems = {str(code): {"description": TITLES[code], "content": refused} for code in _DECLARED}
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["parameters"] = [_plain(one) for one in operation["parameters"]]
                operation["responses"] = {str(code): one for code, one in operation["responses"].items()}
                operation["responses"]["200"]["headers"] = HEADERS
                operation["responses"] |= problems
        return schema


def _plain(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter without what an address cannot carry: it is there or not, never null."""
    schema = {name: value for name, value in parameter["schema"].items() if name not in _NOISE}
    (variant,) = [one for one in schema.pop("anyOf", [{}]) if one.get("type") != "null"]
    told = {name: value for name, value in parameter.items() if name != "examples"}
    return {**told, "schema": {**schema, **variant}}


interface = Interface(
    title="Integrationsplanung: Maßnahmenkatalog",
    version=VERSION,
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=SystemAuth(),
    throttle=PerToken(),
)
answer_problems(interface)
router.add_decorator(answering)
interface.add_router("", router)
