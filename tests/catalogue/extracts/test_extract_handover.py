"""What becomes of a dissolved unit's extracts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.actions import undo
from catalogue.models import Extract, Unit, UnitReturn
from catalogue.models.recorded import Recorded
from catalogue.reference.handover import dissolve_unit, plan_handover
from catalogue.reference.reference_changes import shown_references
from integration.history.models import ChangeSet
from tests.factories import make_extract, make_user

pytestmark = pytest.mark.usefixtures("city")


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def dissolve() -> ChangeSet:
    today = timezone.localdate()
    return dissolve_unit(
        unit("FB-61"), successor=unit("FB-51"), last_day=today, by=make_user(function="K"), today=today
    )


def whose() -> list[tuple[str, str]]:
    rows = Extract.objects.order_by("pk").select_related("unit", "handed_over_from")
    return [(one.unit.slug, str(one.handed_over_from or "")) for one in rows]


def test_outstanding_extracts_go_to_the_successor_and_answered_ones_stay() -> None:
    make_extract(unit("FB-61"))
    Extract.objects.update(received_at=timezone.now())
    extract = make_extract(unit("FB-61"))
    draft = UnitReturn.objects.create(
        unit=unit("FB-61"), extract=extract, way="browser", state="draft", **Recorded.stamp(None)
    )
    change_set = dissolve()
    assert whose() == [("FB-61", ""), ("FB-51", "FB 61 Stadtplanung")]
    told = extract.events.get(kind="handed_over")
    assert told.note == "von FB 61 Stadtplanung an FB 51 Kinder, Jugend und Familie"
    assert (told.at, told.by_function) == (change_set.at, "K")
    draft.refresh_from_db()
    assert draft.unit == unit("FB-51")


def test_undoing_the_dissolution_brings_them_back() -> None:
    extract = make_extract(unit("FB-61"))
    change_set = dissolve()
    undo(change_set, by=None)
    assert whose() == [("FB-61", "")]
    notes = list(extract.events.filter(kind="handed_over").values_list("note", flat=True))
    assert notes[1] == "zurück an FB 61 Stadtplanung: Die Auflösung ist zurückgenommen"


def test_extract_that_the_successor_answered_stays_there() -> None:
    make_extract(unit("FB-61"))
    change_set = dissolve()
    Extract.objects.update(received_at=timezone.now())
    undo(change_set, by=None)
    assert whose() == [("FB-51", "FB 61 Stadtplanung")]


def test_undo_of_the_undo_hands_over_again() -> None:
    make_extract(unit("FB-61"))
    back = undo(dissolve(), by=None).change_set
    assert back
    undo(back, by=None)
    assert whose() == [("FB-51", "FB 61 Stadtplanung")]


def test_preview_and_history_tell_of_the_extracts(client: Client) -> None:
    seen = plan_handover(unit("FB-61"), unit("FB-51"), timezone.localdate()).fingerprint
    extract = make_extract(unit("FB-61"), due=dt.date(2199, 1, 1))
    assert plan_handover(unit("FB-61"), unit("FB-51"), timezone.localdate()).fingerprint != seen
    client.force_login(make_user(username="k"))
    form = {"successor": "FB 51", "valid_until": f"{timezone.localdate()}"}
    html = client.post("/stellen/FB-61/aufloesen/", form).content.decode()
    assert "FB 51 Kinder, Jugend und Familie antwortet auf 1 ausstehenden Auszug von FB 61" in html
    shown = {one.name: one.changes for one in shown_references(dissolve().reference_changes.all())}
    name = f"Auszug FB 61 zum {extract.round.key_date:%d.%m.%Y}, geändert"
    assert [(one.label, one.after) for one in shown[name]] == [
        ("Stelle", "FB 51 Kinder, Jugend und Familie"),
        ("Übergeben von", "FB 61 Stadtplanung"),
    ]
    html = client.get("/auszuege/FB-51/").content.decode()
    assert "übernommen von FB 61 Stadtplanung" in html
