"""What protects every address and every form alike (docs/sicherheit.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.forms import BaseForm, BaseModelForm
from django.urls import URLResolver, get_resolver

SITE = settings.BASE_DIR / "docs" / "betrieb" / "nginx.conf"


def views(patterns: list[Any], before: str = "/") -> Iterator[tuple[str, Any]]:
    """Yield every address as it is declared, and what answers it."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


def test_whatever_is_sent_needs_its_token() -> None:
    """Only other systems send none: they have no cookie that a foreign page could use, and only read."""
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    found = list(views(get_resolver().url_patterns))
    assert len(found) > 200
    exempt = [path for path, view in found if getattr(view, "csrf_exempt", False)]
    assert exempt
    assert [path for path in exempt if not path.startswith("/api/")] == []


def forms(kind: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms(form)


def test_every_form_names_the_fields_that_it_takes() -> None:
    """Nothing that is sent besides reaches a row (mass assignment)."""
    assert list(views(get_resolver().url_patterns))  # imports every view, and so every form
    ours = [
        form
        for form in forms(BaseModelForm)
        if form.__module__.split(".")[0] in {"integration", "catalogue", "steering"} and form._meta.model  # type: ignore[attr-defined]
    ]
    assert len(ours) > 5
    for form in ours:
        fields = form._meta.fields  # type: ignore[attr-defined]
        assert isinstance(fields, list | tuple), form
        assert not {"id", "pk", "password", "is_superuser", "is_staff"} & set(fields), form


def test_web_server_speaks_todays_tls_and_tells_no_version() -> None:
    site = SITE.read_text()
    assert re.findall(r"ssl_protocols (.+);", site) == ["TLSv1.2 TLSv1.3"]
    ciphers = re.findall(r"ssl_ciphers (.+);", site)[0].split(":")
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-AES(128|256)-GCM-SHA(256|384)", cipher) for cipher in ciphers)
    assert site.count("server_tokens off;") == site.count("\nserver {")
