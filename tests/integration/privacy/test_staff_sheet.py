"""What the Personalrat is promised: that nothing here looks at somebody's work."""

import importlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_filters import FilterSet
from docx import Document

from catalogue.models import MeasureVersion
from integration.accounts.models import User
from integration.privacy.declaration import KINDS
from integration.privacy.staff_sheet import NEVER, logged
from tests.city import build_city
from tests.integration.people import PASSWORD, make_administration, make_coordination, make_user
from tests.test_architecture import ROOT, code, text_of

ADDRESSED = {"recipient"}  # when somebody was last written to, so that nobody is reminded too often
LINKS = sorted({name for kind in KINDS for _, name in kind.links()} - ADDRESSED)
PERSON = "|".join(f"{link}(?:_id|_function)?" for link in LINKS)
# Grouping, counting or ordering by who did something.
COUNTING = re.compile(
    rf"""Count\(\s*["'](?:{PERSON})["']|order_by\(\s*["']-?(?:{PERSON})["']"""
    rf"""|values(?:_list)?\(\s*["'](?:{PERSON})["']\s*\)\s*\.(?:order_by\(\)\.)?annotate"""
)


def test_nothing_counts_by_person() -> None:
    assert "by" in LINKS
    assert COUNTING.search('rows.values("by").annotate(n=Count("pk"))')
    assert COUNTING.search('rows.order_by("-done_by_function")')
    found = [f"{file}: {hit[0]}" for file in code() for hit in COUNTING.finditer(text_of(file))]
    assert found == []


def test_no_list_selects_by_person() -> None:
    """No filter of any list has a field that leads to a person."""
    for file in code():
        if "FilterSet" in text_of(file):
            importlib.import_module(".".join(file.with_suffix("").parts))
    found = [
        f"{one.__name__}.{name}"
        for one in _below(FilterSet)
        for name, chosen in one.base_filters.items()
        if re.fullmatch(PERSON, (chosen.field_name or name).split("__")[0])
        or getattr(chosen.extra.get("queryset"), "model", None) is User
    ]
    assert len(_below(FilterSet)) > 1
    assert found == []


def _below(top: Any) -> list[Any]:
    found: list[Any] = top.__subclasses__()
    return [one for below in found for one in (below, *_below(below))]


@pytest.mark.django_db
def test_sessions_are_shown_to_oneself_only(client: Client) -> None:
    build_city()
    other = Client(headers={"user-agent": "Mozilla/5.0 (X11; CrOS) Firefox/130.0"})
    person = make_user("fb51")
    other.post("/anmelden/", {"username": "fb51", "password": PASSWORD})
    assert "Firefox, Chromebook" in other.get("/konto/").content.decode()
    client.force_login(make_administration())
    for path in ("/konto/", "/personen/", f"/personen/{person.pk}/", "/zugriffe/", "/"):
        assert "Chromebook" not in client.get(path).content.decode(), path


@pytest.mark.django_db
def test_others_see_functions(client: Client) -> None:
    build_city()
    writer, reader = make_coordination("zz-schreibt", function="Koordination 50.21"), make_user("liest")
    version = MeasureVersion.objects.current().get(number=28)
    version.change_set.by, version.change_set.by_function = writer, str(writer)
    version.change_set.save()
    responsibility = version.responsibilities.first()
    assert responsibility
    responsibility.unit.memberships.create(user=reader, valid_from="2020-01-01")
    client.force_login(reader)
    for path in ("/massnahmen/28/", "/massnahmen/28/verlauf/", f"/aenderungen/{version.change_set_id}/"):
        text = client.get(path).content.decode()
        assert "Koordination 50.21" in text, path
        assert "zz-schreibt" not in text, path


def test_every_promise_is_held_by_a_test() -> None:
    for promise in NEVER:
        file, name = promise.held_by.split("::")
        assert f"def {name}(" in text_of(Path(file)), promise.held_by


@pytest.mark.django_db
def test_sheet_is_a_paper_and_the_docs_say_the_same(client: Client) -> None:
    client.force_login(make_administration())
    word = Document(io.BytesIO(client.get("/datenschutz/personalrat.docx").content))
    said = "\n".join(one.text for one in word.paragraphs)
    docs = (ROOT / "docs/datenschutz.md").read_text(encoding="utf-8")
    for promise in NEVER:
        assert promise.text in said
        assert promise.text in docs
        assert promise.held_by.rpartition("::")[2] in docs
    assert [row.cells[0].text for row in word.tables[0].rows[1:]] == [kind.what for kind in logged()]
    for kind in logged():
        assert f"| {kind.what} | {kind.purpose} | {kind.seen_by} | {kind.how_long} |" in docs
