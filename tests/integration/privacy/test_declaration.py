"""Whoever adds a field that names somebody, or a text in which somebody may be named, declares it."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from integration.personal_data import is_link
from integration.privacy.declaration import DECLARED, FREE_TEXT, KINDS, NOBODY

NAMES = re.compile(
    r"(^|_)(name|user|username|person|deputy|e?mail|telephone|phone|address|ip|agent|recipients?|function|by"
    r"|presenter|spokesperson|participants|guest|login|password)$"
)
TEXTS = (models.TextField, models.JSONField, models.BinaryField)
ADDRESSES = (models.EmailField, models.GenericIPAddressField)


def fields() -> Iterator[models.Field]:
    for model in apps.get_models(include_auto_created=True):
        yield from model._meta.local_fields


def undeclared(found: models.Field) -> bool:
    declared = DECLARED[found.model] | NOBODY[found.model]
    if is_link(found) or isinstance(found, ADDRESSES):
        return found.name not in DECLARED[found.model]
    if isinstance(found, TEXTS):
        return found.name not in declared | FREE_TEXT[found.model]
    is_flag = isinstance(found, models.BooleanField | models.DateTimeField)
    return bool(NAMES.search(found.name)) and not is_flag and found.name not in declared


def test_every_field_about_persons_is_declared() -> None:
    missing = [f"{found.model._meta.label}.{found.name}" for found in fields() if undeclared(found)]
    assert not missing, (
        "Erklären Sie diese Felder in personal_data.py der App: in KINDS (was, wozu, wie lange), in "
        "FREE_TEXT "
        f"oder, wenn sie niemanden nennen, in NOBODY: {missing}"
    )


@pytest.mark.parametrize(
    "added",
    [
        models.ForeignKey("accounts.User", models.CASCADE, name="watcher"),
        models.EmailField(name="reply_to"),
        models.GenericIPAddressField(name="seen_from"),
        models.CharField(name="home_address"),
        models.TextField(name="diary"),
    ],
)
def test_a_new_field_without_a_line_fails(added: models.Field) -> None:
    unit = apps.get_model("catalogue", "unit")
    added.model = unit
    if added.remote_field:
        added.remote_field.model = apps.get_model("accounts", "user")
    assert undeclared(added)


def test_what_is_declared_exists() -> None:
    for part in (DECLARED, FREE_TEXT, NOBODY):
        for model, names in list(part.items()):
            for name in names:
                model._meta.get_field(name)


def test_kinds_say_everything() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert all((kind.what, kind.whom, kind.purpose, kind.basis, kind.seen_by, kind.how_long))
        assert kind.fields or kind.key == "server_log"
        assert "{" not in kind.how_long


@pytest.mark.django_db
def test_page_tells_every_kind(client: Client) -> None:
    text = client.get("/datenschutz/").content.decode()
    for kind in KINDS:
        for told in (kind.what, kind.purpose, kind.seen_by, kind.how_long):
            assert told in text
    assert "verzeichnis.docx" not in text
