"""Values of indicators: of the right kind, once a day, withdrawn instead of overwritten, while in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.models import Unit
from integration.history.models import ReferenceChange
from steering.models import GoalTalk, Indicator, IndicatorValue
from steering.year.value_actions import enter_value, withdraw_value
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_user, make_value

pytestmark = pytest.mark.django_db
JUNE, JULY = dt.date(2018, 6, 30), dt.date(2018, 7, 31)


@pytest.fixture
def families() -> Indicator:
    build_city()
    return make_indicator(make_goal(make_goal_talk(Unit.objects.get(slug="51.3"))), source="Statistik")


def test_value_is_entered_withdrawn_and_entered_anew(families: Indicator) -> None:
    by = make_user(function="Stelle 50.21")
    value = enter_value(families, day=JUNE, number=Decimal("45"), evidence=("Liste.pdf", b"%PDF-1.7"), by=by)
    assert value.evidence
    assert (value.by_function, value.evidence.read()) == ("Stelle 50.21", b"%PDF-1.7")
    with pytest.raises(ValidationError, match="gibt es schon einen Wert"):
        enter_value(families, day=JUNE, number=Decimal("54"), by=by)
    with pytest.raises(ValidationError, match="braucht einen Grund"):
        withdraw_value(value, " ", by=by)
    withdraw_value(value, "Zahlendreher", by=by)
    enter_value(families, day=JUNE, number=Decimal("54"), by=by)
    assert [one.number for one in families.values.standing()] == [54]
    with pytest.raises(ValidationError, match="schon zurückgezogen"):
        withdraw_value(value, "Noch einmal", by=by)
    kept = ReferenceChange.objects.filter(model="steering.indicatorvalue").order_by("pk")
    assert [one.after["withdrawn_because"] for one in kept] == ["", "Zahlendreher", ""]


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("zahl", {"is_met": True}, "Geben Sie eine Zahl an"),
        ("zahl", {}, "Geben Sie eine Zahl an"),
        ("ja-nein", {"number": Decimal(3)}, "mit ja oder nein beantwortet"),
        ("kriterium", {"is_met": True}, "mit einem Nachweis"),
    ],
)
def test_value_of_another_kind_is_refused(
    families: Indicator, kind: str, said: dict[str, Any], sentence: str
) -> None:
    Indicator.objects.update(kind=kind)
    with pytest.raises(ValidationError, match=sentence):
        enter_value(families, day=JUNE, **said, by=None)
    assert not IndicatorValue.objects.exists()


def test_criterion_is_met_by_evidence_and_not_met_without(families: Indicator) -> None:
    Indicator.objects.update(kind="kriterium")
    assert enter_value(families, day=JUNE, is_met=False, by=None).is_met is False
    assert enter_value(families, day=JULY, is_met=True, source="Vermerk 7", by=None).is_met


def test_value_is_of_a_day_between_baseline_and_today(families: Indicator) -> None:
    for day, sentence in (
        (dt.date(2017, 12, 31), "Ausgangswert ist vom 01.01.2018"),
        (timezone.localdate() + dt.timedelta(days=1), "in der Zukunft"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            enter_value(families, day=day, number=Decimal(1), by=None)


def test_values_belong_to_agreements_in_force(families: Indicator) -> None:
    value = make_value(families)
    for state, sentence in (("gefuehrt", "Erst bestätigen beide"), ("ausgewertet", "Auswertung wieder")):
        GoalTalk.objects.update(state=state)
        with pytest.raises(ValidationError, match=sentence):
            enter_value(families, day=JULY, number=Decimal(1), by=None)
        with pytest.raises(ValidationError, match=sentence):
            withdraw_value(value, "Falsch", by=None)


@pytest.mark.parametrize(
    ("told", "number", "day", "on", "standing"),
    [
        ({}, None, JUNE, dt.date(2018, 12, 1), "offen"),
        ({}, 60, JUNE, dt.date(2018, 12, 10), "faellig"),
        ({}, 60, JUNE, dt.date(2019, 1, 1), "ueberfaellig"),
        ({}, 79, dt.date(2018, 12, 31), dt.date(2019, 1, 1), "verfehlt"),
        ({}, 80, JUNE, dt.date(2019, 1, 1), "erreicht"),
        ({"direction": "sinken", "target": 20}, 20, JUNE, JULY, "erreicht"),
        ({"direction": "sinken", "target": 20}, 21, JUNE, JULY, "offen"),
        ({"direction": "", "target": 20}, 15, JUNE, JULY, "erreicht"),
        ({"direction": "", "baseline": None}, 80, JUNE, JULY, "erreicht"),
        ({"direction": "", "target": None}, 80, JUNE, JULY, "offen"),
        ({"direction": "halten", "target": 40}, 45, JUNE, JULY, "offen"),
        ({"direction": "halten", "target": 40}, 40, JUNE, JULY, "offen"),
        ({"direction": "halten", "target": 40}, 40, dt.date(2018, 12, 31), dt.date(2019, 1, 1), "erreicht"),
        ({"direction": "halten", "target": 40}, 45, dt.date(2018, 12, 31), dt.date(2019, 1, 1), "gemessen"),
        ({"due": None}, 79, JUNE, JULY, "offen"),
        ({"kind": "ja-nein"}, True, JUNE, JULY, "erreicht"),
        ({"kind": "ja-nein"}, False, JUNE, JULY, "offen"),
    ],
)
def test_standing_follows_from_the_latest_value(
    families: Indicator, told: dict[str, Any], number: Any, day: dt.date, on: dt.date, standing: str
) -> None:
    Indicator.objects.update(**told)
    if number is not None:
        make_value(families, number, day=day)
    make_value(families, 500, day=dt.date(2018, 12, 31), withdrawn_at=timezone.now(), withdrawn_because="F")
    found: Any = Indicator.objects.with_standing(on=on).get()
    assert (found.standing, found.latest_day) == (standing, None if number is None else day)
    assert Indicator.objects.overdue(on=on).exists() == (standing == "ueberfaellig")
    assert Indicator.objects.due(on=on).exists() == (standing == "faellig")


def test_nothing_is_overdue_where_the_agreement_is_at_rest(families: Indicator) -> None:
    GoalTalk.objects.update(state=GoalTalk.State.EVALUATED)
    found: Any = Indicator.objects.with_standing(on=dt.date(2019, 6, 1)).get()
    assert found.standing == Indicator.Standing.MISSED
