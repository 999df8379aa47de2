"""What a dissolved unit's heir takes over of the Steuerungsgruppe's work and of agreements."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from catalogue.actions import undo
from catalogue.models import Unit
from catalogue.reference.handover import dissolve_unit, plan_handover
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from steering.models import Assignment, GoalTalk, ReportSection, ReportSignature, ResourceRequest, Seat
from tests import factories as make
from tests.city import build_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city() -> None:
    build_city()


def unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def dissolve() -> ChangeSet:
    told: dict[str, Any] = {"last_day": today(), "today": today(), "by": None}
    return dissolve_unit(unit("FB-61"), successor=unit("FB-51"), **told)


def outcomes() -> dict[str, str]:
    plan = plan_handover(unit("FB-61"), unit("FB-51"), today())
    return {f"{one.kind}: {one.text}": one.outcome for one in plan.others}


def of(model: Any) -> list[str]:
    return list(model.objects.order_by("pk").values_list("unit__slug", flat=True))


def bequeath() -> Unit:
    """Give FB 61 one of everything."""
    old = unit("FB-61")
    make.make_assignment(old, "Prüfen", due=today(9))
    make.make_goal_talk(old, 2030)
    make.make_section(make.make_report(old, 2029), unit=old)
    make.make_resource_request(28, old)
    make.make_seat(old, office="vorsitz", function="Leitung")
    return old


def test_heir_takes_over_all_in_the_same_change_set_and_taking_back_returns_it() -> None:
    bequeath()
    make.make_assignment(unit("FB-61"), "Erledigt", answer="Ja", done_at=timezone.now())
    assert list(outcomes().values()) == ["geht an FB 51"] * 5 + ["geht ab morgen an FB 51"]
    before = ChangeSet.objects.count()
    change_set = dissolve()
    assert ChangeSet.objects.count() == before + 1
    moved = (GoalTalk, ReportSection, ResourceRequest)
    assert [of(model) for model in moved] == [["FB-51"]] * 3
    assert of(Assignment) == ["FB-51", "FB-61"]
    old, new = Seat.objects.order_by("valid_from")
    assert (old.unit.slug, old.valid_until) == ("FB-61", today())
    assert (new.unit.slug, new.office, new.valid_from) == ("FB-51", "vorsitz", today(1))
    undo(change_set, by=None, reason="Doch nicht")
    assert [of(model) for model in (Assignment, *moved)] == [["FB-61"] * 2, *[["FB-61"]] * 3]


def test_what_the_heir_has_itself_stays_and_is_named_with_the_way_out() -> None:
    old, heir = bequeath(), unit("FB-51")
    make.make_goal_talk(heir, 2030)
    make.make_report(heir, 2029)
    make.make_section(make.make_report(old, 2028), "ziele", unit=heir)
    make.make_section(make.make_report(old, 2027), unit=old, kind="ziele")
    make.make_seat(heir)
    found = outcomes()
    assert found["Zielgespräche und Vereinbarungen: Zielgespräch 2030 mit FB 61 (vereinbart)"] == (
        "bleibt bei FB 61"
    )
    assert found["Jahresberichte: Jahresbericht 2029, FB 61"] == "bleibt bei FB 61"
    assert found["Sitze in der Steuerungsgruppe: FB 61, Vorsitz"] == (
        "endet heute, denn FB 51 hat schon einen"
    )
    dissolve()
    assert of(GoalTalk) == ["FB-61", "FB-51"]
    assert not Seat.objects.filter(office="vorsitz", valid_until=None).exists()


def test_text_that_the_unit_has_signed_stays_its_own() -> None:
    old = unit("FB-61")
    for year, signs in ((2028, True), (2029, False)):
        report = make.make_report(year=year, state="mitzeichnung", content={"year": year})
        make.make_section(report, unit=old, is_done=True)
        if signs:
            ReportSignature.objects.create(report=report, unit=old, sha256="x", **ReportSignature.stamp(None))
    dissolve()
    assert of(ReportSection) == ["FB-61", "FB-51"]


def test_preview_names_it_and_what_came_since_is_shown_again(client: Client) -> None:
    client.force_login(make.make_user(Hat.COORDINATION))
    data = {"successor": "FB 51", "valid_until": f"{today()}"}
    html = client.post("/stellen/FB-61/aufloesen/", data).content.decode()
    seen = html.split('name="seen" value="')[1].split('"')[0]
    make.make_assignment(unit("FB-61"), "Bedarf der Träger prüfen")
    again = client.post("/stellen/FB-61/aufloesen/", {**data, "seen": seen}).content.decode()
    assert "Seit der Vorschau hat sich etwas geändert." in again
    assert "Bedarf der Träger prüfen" in again
    assert of(Assignment) == ["FB-61"]


def test_refused_dissolution_leaves_everything() -> None:
    bequeath()
    with pytest.raises(ValidationError):
        dissolve_unit(unit("FB-61"), successor=unit("FB-51"), last_day=today(1), today=today(), by=None)
    assert of(Assignment) == ["FB-61"]
