"""Nothing typed is lost: what is sent after a session ended is given back to the same person.

A form that comes too late is never carried out. It is laid into the new, anonymous session of the browser it
came from, and after signing in its writer finds it on a page from which it can be sent (`/fortsetzen/`).
Somebody else who signs in there never sees it. It is laid aside only where the browser brought a session that
really was somebody's, so nobody else can fill the database with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import login
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from integration.accounts.models import User
from integration.accounts.sessions import DEVICE, device_of, late

if TYPE_CHECKING:
    from django.http import HttpRequest

OWNER = "ended_for"
_KEPT = "late_forms"
_MOST = 5  # forms
_LARGEST = 1_000_000  # characters of one form
_CSRF = "csrfmiddlewaretoken"
_TELLING = 15  # characters from which a value is worth showing


class LateForm(NamedTuple):
    """A form that came too late: where to, when, its fields in order, the names of files that are lost."""

    path: str
    at: dt.datetime
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def name(self) -> str:
        return fingerprint(self.path, self.fields)

    @property
    def texts(self) -> list[str]:
        """Return what somebody probably wrote, to recognise it by."""
        return [value for _, value in self.fields if len(value) >= _TELLING and " " in value.strip()]


def fingerprint(path: str, fields: list[tuple[str, str]]) -> str:
    """Return a form's name: the same for what is sent again (browsers write ends of lines in two ways)."""
    lines = [path, *(f"{name}={value}".replace("\r\n", "\n") for name, value in sorted(fields))]
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()[:20]


def owner(request: HttpRequest) -> int | None:
    """Return the key of the person whose session ended in this browser, if it did."""
    return request.session.get(OWNER)


def note_the_end(request: HttpRequest) -> None:
    """Remember whose session it was that just turned out to be over, and forget it before anybody else."""
    session: Any = request.session
    known = session.get(OWNER)  # reads the session
    if request.user.is_authenticated:
        if known is not None and known != request.user.pk:
            session.pop(OWNER)
            session.pop(_KEPT, None)
    elif known is None and session.ended_for is not None:
        session[OWNER] = session.ended_for


def keep(request: HttpRequest) -> bool:
    """Lay what was posted aside and tell whether that was possible."""
    key, fields = owner(request), _fields(request)
    if key is None or not late() or sum(len(name) + len(value) for name, value in fields) > _LARGEST:
        return False
    if not User.objects.active().filter(pk=key).exists():
        return False
    files = [str(one.name) for name in request.FILES for one in request.FILES.getlist(name)]
    form = LateForm(request.get_full_path(), timezone.now(), fields, files)
    others = [other for other in kept(request) if other.name != form.name]
    _store(request, [*others, form][-_MOST:])
    return True


def kept(request: HttpRequest) -> list[LateForm]:
    """Return what is laid aside in this browser's session."""
    return [
        LateForm(path, parse_datetime(at) or timezone.now(), [(name, value) for name, value in fields], files)
        for path, at, fields, files in request.session.get(_KEPT, [])
    ]


def drop(request: HttpRequest, name: str) -> None:
    """Forget the form of this name: it has been sent, or is not wanted any more."""
    _store(request, [form for form in kept(request) if form.name != name])


def drop_sent(request: HttpRequest) -> None:
    """Forget what this request has sent, if it was laid aside."""
    if _KEPT in request.session:
        drop(request, fingerprint(request.get_full_path(), _fields(request)))


def sign_in(request: HttpRequest, user: Any, backend: str | None = None) -> None:
    """Begin a session of `user`, whichever way they proved who they are.

    Whoever signs in again in the browser in which their session ended keeps the token of their forms: pages
    that are still open in other tabs can be sent.
    """
    secret = request.META.get("CSRF_COOKIE") if owner(request) == user.pk else None
    login(request, user, backend=backend)
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    if _KEPT not in request.session:
        request.session.pop(OWNER, None)
    if secret:
        request.META["CSRF_COOKIE"] = secret


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values if name != _CSRF]


def _store(request: HttpRequest, forms: list[LateForm]) -> None:
    if forms:
        request.session[_KEPT] = [[form.path, form.at.isoformat(), form.fields, form.files] for form in forms]
    else:
        request.session.pop(_KEPT, None)
        if request.user.is_authenticated:
            request.session.pop(OWNER, None)
