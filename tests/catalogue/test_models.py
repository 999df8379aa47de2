"""What the database itself refuses, and the German sentence people read instead of an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from catalogue.models import (
    ActionField,
    ActionFieldAlias,
    Gap,
    Listing,
    LocationMark,
    Measure,
    MeasureVersion,
    Responsibility,
    TargetGroupMark,
    Unit,
    UnitAlias,
    UnitMembership,
)
from integration.history.models import ChangeSet
from tests.factories import (
    LONG_AGO,
    make_action_field,
    make_location,
    make_measure,
    make_membership,
    make_target_group,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
Make = Callable[[], models.Model]


def unit_twice() -> Unit:
    make_unit("FB 51")
    return Unit(code="FB 51", slug="anders", name="Anders", kind="stelle")


def own_parent(one: Unit | ActionField) -> models.Model:
    one.parent = one
    return one


def alias_twice() -> UnitAlias:
    unit = make_unit("FB 51")
    UnitAlias(unit=unit, alias="Jugendamt").save()
    return UnitAlias(unit=unit, alias="JUGEND-AMT", folded="jugendamt")


def field_alias_twice() -> ActionFieldAlias:
    one = make_action_field("Bildung")
    ActionFieldAlias(action_field=one, alias="IKO").save()
    return ActionFieldAlias(action_field=one, alias="iko", folded="iko")


def sub_topic_twice() -> ActionField:
    top = make_action_field("Bildung")
    make_action_field("Schule", parent=top)
    return ActionField(name="Schule", slug="schule-2", parent=top)


def field_twice() -> ActionField:
    make_action_field("Bildung")
    return ActionField(name="Bildung", slug="bildung-2")


def membership_twice() -> UnitMembership:
    unit, user = make_unit("FB 51"), make_user()
    make_membership(user, unit)
    return UnitMembership(user=user, unit=unit, valid_from=LONG_AGO)


def membership_backwards() -> UnitMembership:
    return UnitMembership(
        user=make_user(), unit=make_unit("FB 51"), valid_from=LONG_AGO, valid_until=dt.date(2000, 1, 1)
    )


def second_lead() -> Responsibility:
    version = make_measure(7, lead=make_unit("FB 51").slug)
    return Responsibility(version=version, unit=make_unit("FB 50"), role="federfuehrend")


def unit_twice_in_a_measure() -> Responsibility:
    unit = make_unit("FB 51")
    return Responsibility(version=make_measure(7, lead=unit.slug), unit=unit, role="beteiligt")


def unknown_role() -> Responsibility:
    return Responsibility(version=make_measure(7), unit=make_unit("FB 51"), role="zuschauend")


def group_twice() -> TargetGroupMark:
    group = make_target_group("Kinder")
    return TargetGroupMark(version=make_measure(7, target_groups=[group.slug]), target_group=group)


def location_twice() -> LocationMark:
    place = make_location("Sammelunterkunft")
    return LocationMark(version=make_measure(7, locations=[place.slug]), location=place)


def version_of(**fields: object) -> MeasureVersion:
    version = make_measure(7)
    change_set = version.change_set
    return MeasureVersion(
        **{
            "measure": Measure.objects.create(number=8),
            "change_set": change_set,
            "version": 1,
            "number": 8,
            "valid_from": NOW,
            "status": "geplant",
            **fields,
        }
    )


def second_current_version() -> MeasureVersion:
    first = make_measure(9)
    return version_of(measure=first.measure, number=9, version=2)


def version_twice() -> MeasureVersion:
    first = make_measure(9)
    return version_of(measure=first.measure, number=9, valid_to=NOW + dt.timedelta(1))


CASES: dict[str, tuple[Make, str]] = {
    "unit code once": (unit_twice, "Diese Kurzbezeichnung ist vergeben."),
    "unit kind": (lambda: Unit(slug="a", name="A", kind="amt"), "Diese Art von Stelle gibt es nicht."),
    "unit parent": (lambda: own_parent(make_unit("FB 51")), "kann sich nicht selbst übergeordnet sein"),
    "unit validity": (
        lambda: Unit(slug="a", name="A", kind="stelle", valid_from=LONG_AGO, valid_until=dt.date(2000, 1, 1)),
        "„gültig bis“ liegt vor „gültig ab“.",
    ),
    "unit semicolon": (lambda: Unit(slug="a", name="A; B", kind="stelle"), "Ein Semikolon trennt"),
    "unit alias once": (alias_twice, "Diese Schreibweise gehört schon zu einer Stelle."),
    "field alias once": (field_alias_twice, "Diese Schreibweise gehört schon zu einem Handlungsfeld."),
    "field once": (field_twice, "Ein Handlungsfeld dieses Namens gibt es schon."),
    "sub-topic once": (sub_topic_twice, "Ein Unterthema dieses Namens gibt es hier schon."),
    "field parent": (lambda: own_parent(make_action_field("Bildung")), "kann sich nicht selbst"),
    "membership once": (membership_twice, "Diese Person gehört der Stelle schon an."),
    "membership validity": (membership_backwards, "„bis“ liegt vor „ab“."),
    "one lead": (second_lead, "Federführend ist höchstens eine Stelle."),
    "responsibility once": (unit_twice_in_a_measure, "Diese Stelle ist schon eingetragen."),
    "role": (unknown_role, "Diese Rolle gibt es nicht."),
    "target group once": (group_twice, "Diese Zielgruppe ist schon eingetragen."),
    "location once": (location_twice, "Dieser Ort ist schon eingetragen."),
    "listing once": (
        lambda: Listing(version=make_measure(7), sub_number=0, is_main=False),
        "Diese Unternummer ist bei der Maßnahme schon vergeben.",
    ),
    "one main listing": (
        lambda: Listing(version=make_measure(7), sub_number=1, is_main=True),
        "Eine Maßnahme hat eine Hauptzeile.",
    ),
    "one current version": (second_current_version, "Eine Maßnahme hat genau eine gültige Fassung."),
    "version once": (version_twice, "Jemand hat gleichzeitig gespeichert."),
    "version ends later": (lambda: version_of(valid_to=NOW), "Eine Fassung endet nach ihrem Anfang."),
    "status": (lambda: version_of(status="fertig"), "Diesen Umsetzungsstand gibt es nicht."),
    "reason": (lambda: version_of(status="entfallen"), "brauchen eine Begründung."),
}


@pytest.mark.parametrize(("make", "sentence"), CASES.values(), ids=CASES.keys())
def test_database_refuses_and_people_read_why(make: Make, sentence: str) -> None:
    row = make()
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert sentence in " ".join(refusal.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_measure_number_is_given_once() -> None:
    Measure.objects.create(number=7)
    with pytest.raises(ValidationError, match="Diese Nummer ist vergeben"):
        Measure(number=7).full_clean()


def test_gap_is_named_once() -> None:
    gap = make_measure(7).gaps.first()
    assert gap is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Gap.objects.create(version=gap.version, kind=gap.kind)


def test_what_history_needs_cannot_be_deleted() -> None:
    version = make_measure(7, lead=make_unit("FB 51").slug)
    for row in (Unit.objects.get(), Measure.objects.get(), ChangeSet.objects.get()):
        with pytest.raises(models.ProtectedError):
            row.delete()
    assert MeasureVersion.objects.get() == version


@pytest.mark.parametrize("status", ["zurueckgestellt", "entfallen"])
def test_status_with_a_reason_is_accepted(status: str) -> None:
    assert make_measure(7, status=(status, "kein Raum")).status_reason == "kein Raum"
