"""A person hands over all they hold: at once, in one change set, to one or several, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from catalogue.models import Clarification, Contact, FollowUp, ImportDraft, Unit, UnitMembership, UnitReturn
from integration.accounts.models import User
from integration.accounts.roles import Hat, Role
from integration.history.models import ChangeSet
from steering.departures.departure_actions import Outdated, acknowledge, depart, rehearse
from steering.departures.kinds import KINDS
from steering.departures.planning import held_by, plan_departure
from steering.models import AssignmentFollowUp, Departure, ReminderChoice, Seat, Takeover
from tests import factories as make
from tests.city import build_city
from tests.steering.departures.holdings import hold_everything

pytestmark = pytest.mark.django_db
SLUGS = [kind.slug for kind in KINDS]
GIVEN = [kind.slug for kind in KINDS if kind.give]


def unit(slug: str = "51.3") -> Unit:
    return Unit.objects.get(slug=slug)


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def leaver() -> User:
    build_city()
    return make.make_user(Hat.DEPARTMENT, username="geht", unit=unit(), function="Stelle 51.3")


@pytest.fixture
def heir(leaver: User) -> User:
    return make.make_user("", username="kommt", function="Leitung 51.3")


def held(person: User, **of: Any) -> dict[str, list[str]]:
    """Return what a person holds, in words, by kind."""
    parts = held_by(person, after=of.get("after", today()))
    return {part.kind.slug: [one.text for one in part.holdings] for part in parts}


def test_all_that_a_person_holds_is_listed_kind_by_kind(leaver: User) -> None:
    hold_everything(leaver, unit())
    found = held(leaver)
    assert list(found) == [slug for slug in SLUGS if slug != "rolle"]
    assert found["arbeit"] == [
        "51.3 Kindertagesstätten (Maßnahmen: 1, offene Fragen: 1, Zielgespräche und Vereinbarungen: 1, "
        "laufende Aufträge: 1)"
    ]
    assert found["fragen"] == ["Maßnahme 28: Wer zahlt? (an 51.3)"]
    assert found["schritte"] == ["Einladen (Zielgespräch 2030 mit 51.3)"]


def test_what_nobody_else_does_is_said(leaver: User) -> None:
    notes = {one.note for part in held_by(leaver, after=today()) for one in part.holdings}
    assert "Danach ist niemand mehr für 51.3 da." in notes
    make.make_user("", username="auch", unit=unit())
    notes = {one.note for part in held_by(leaver, after=today()) for one in part.holdings}
    assert notes == {""}
    office = make.make_user(Hat.COORDINATION)
    (role,) = [part for part in held_by(office, after=today()) if part.kind.slug == "rolle"]
    assert role.holdings[0].note == "Danach hat niemand mehr die Rolle Koordination."


def test_all_goes_over_in_one_change_set_and_the_account_ends(leaver: User, heir: User) -> None:
    hold_everything(leaver, unit())
    client = Client()
    client.force_login(leaver, backend="integration.accounts.backends.PasswordBackend")
    before = ChangeSet.objects.count()
    departure = make.make_departure(leaver, heir, deactivates=True, reason="Ruhestand")
    assert ChangeSet.objects.count() == before + 1
    assert departure.change_set.reason == f"Übergabe von Stelle 51.3 zum {today():%d.%m.%Y}: Ruhestand"
    assert set(held(heir)) == {*GIVEN, "arbeit"} - {"rolle", "auftraege", "fragen"}
    assert set(held(leaver)) == {"schritte", "token", "ansichten", "erinnerungen"}
    assert [label for label, _, _ in departure.left] == [
        "Was bei diesen Stellen ansteht",
        "Schritte in Zielvereinbarungen",
        "Ausgegebene Token für andere Systeme",
        "Gespeicherte Ansichten",
        "Wahl der Erinnerungen",
    ]
    assert client.get("/konto/")["Location"].startswith("/anmelden/")
    leaver.refresh_from_db()
    assert not leaver.is_active


def test_unit_is_the_heirs_from_today_and_the_leavers_to_the_last_day(leaver: User, heir: User) -> None:
    make.make_departure(leaver, heir, last_day=today(10))
    days = dict(UnitMembership.objects.values_list("user__username", "valid_until"))
    assert days == {"geht": today(10), "kommt": None}
    assert UnitMembership.objects.get(user=heir).valid_from == today()


def test_membership_that_the_heir_has_is_not_shortened(leaver: User, heir: User) -> None:
    UnitMembership.objects.update(valid_until=today(30))
    make.make_membership(heir, unit(), valid_from=today(-99))
    make.make_departure(leaver, heir)
    row = UnitMembership.objects.get(user=heir)
    assert (row.valid_from, row.valid_until) == (today(-99), None)


def test_contact_and_seat_pass_on_the_day_after_and_what_was_stays(leaver: User, heir: User) -> None:
    old = {"name": "Name", "telephone": "1", "email": "GEHT@stadt.example"}
    make.make_contact(unit(), "Stelle 51.3", **old)
    make.make_contact(unit(), "Leitung", is_deputy=True, **old)
    seat = make.make_seat(unit(), person=leaver, function="Stelle 51.3", deputy=heir)
    make.make_departure(leaver, heir)
    new = Contact.objects.filter(valid_from=today(1)).values_list("function", "name", "telephone", "email")
    assert list(new.order_by("pk")) == [
        ("Leitung 51.3", "", "", heir.email),
        ("Leitung", "", "", heir.email),
    ]
    assert set(Contact.objects.filter(email__startswith="GEHT").values_list("valid_until", flat=True)) == {
        today()
    }
    seat.refresh_from_db()
    assert (seat.person, seat.valid_until) == (leaver, today())
    after = Seat.objects.get(valid_from=today(1))
    assert (after.person, after.member, after.deputy) == (heir, "Leitung 51.3", None)


def test_last_day_gone_by_makes_nothing_the_heirs_for_days_gone_by(leaver: User, heir: User) -> None:
    make.make_seat(unit(), person=leaver)
    make.make_departure(leaver, heir, last_day=today(-20))
    assert Seat.objects.get(person=heir).valid_from == today()
    assert Seat.objects.get(person=leaver).valid_until == today(-1)


def test_question_and_auftrag_are_laid_before_the_heir(leaver: User, heir: User) -> None:
    make.make_clarification(28, "Wer zahlt?", by=leaver, due=today(5))
    make.make_clarification(7, "Wo?", by=leaver)
    make.make_assignment(unit(), "Prüfen", function="stelle 51.3", due=today(3))
    make.make_departure(leaver, heir)
    mine = FollowUp.objects.filter(by=heir).values_list("reason", "due")
    assert list(mine) == [
        ("Frage von Stelle 51.3: Wer zahlt?", today(5)),
        ("Frage von Stelle 51.3: Wo?", today(14)),
    ]
    assert AssignmentFollowUp.objects.get(by=heir).due == today(3)
    assert Clarification.objects.open().filter(opened__by=leaver).count() == 2
    assert not {"fragen", "auftraege"} & set(held(leaver)), "somebody keeps an eye on them now"


def test_kinds_go_to_different_people_or_stay(leaver: User, heir: User) -> None:
    other = make.make_user("", username="andere", function="Stelle 51.4")
    make.make_follow_up(28, by=leaver)
    make.make_draft(by=leaver, state=ImportDraft.State.READY)
    UnitReturn.objects.create(way="file", state="refused", **UnitReturn.stamp(leaver))
    heirs = {"stellen": heir, "wiedervorlagen": other}
    departure = depart(leaver, last_day=today(), reason="Wechsel", heirs=heirs, by=None, writes=False)
    told = {one.function: [label for label, _ in one.things] for one in departure.takeovers.all()}
    assert told == {
        "Leitung 51.3": ["Zugehörigkeit zu Stellen"],
        "Stelle 51.4": ["Wiedervorlagen zu Maßnahmen"],
    }
    assert {"importe", "rueckmeldungen"} <= set(held(leaver))
    assert {"Angefangene Importe", "Angefangene Rückmeldungen"} <= {label for label, _, _ in departure.left}


def test_role_goes_over_only_where_it_is_asked_for_and_never_the_last_administration(heir: User) -> None:
    office = make.make_user(Hat.ADMINISTRATION)
    with pytest.raises(ValidationError, match="letzte aktive Administration"):
        depart(office, last_day=today(), reason="Weg", heirs={}, deactivates=True, by=None)
    make.make_departure(office, heir, deactivates=True)
    heir.refresh_from_db()
    assert heir.role == Role.ADMINISTRATION
    assert User.objects.get(pk=office.pk).role == ""
    other = make.make_user(Hat.COORDINATION)
    with pytest.raises(ValidationError, match="eine Person hat nur eine"):
        make.make_departure(heir, other)


@pytest.mark.parametrize("told", ["an sich selbst", "vertritt sich nicht"])
def test_what_cannot_be_is_refused_and_nothing_has_happened(leaver: User, heir: User, told: str) -> None:
    make.make_seat(unit(), person=heir, deputy=leaver)
    cases: dict[str, dict[str, Any]] = {
        "an sich selbst": {"heirs": {"stellen": leaver}},
        "vertritt sich nicht": {"heirs": {"stellen": heir, "sitze": heir}},
    }
    asked: dict[str, Any] = {"last_day": today(), "deactivates": False, "by": None, **cases[told]}
    before = ChangeSet.objects.count()
    with pytest.raises(ValidationError, match=told):
        rehearse(leaver, **asked)
    assert ChangeSet.objects.count() == before
    assert set(UnitMembership.objects.values_list("user__username", flat=True)) == {"geht"}


def test_rehearsal_leaves_nothing_and_what_changed_since_is_shown_again(leaver: User, heir: User) -> None:
    hold_everything(leaver, unit())
    before = ChangeSet.objects.count()
    asked: dict[str, Any] = {"last_day": today(), "heirs": dict.fromkeys(SLUGS, heir), "by": None}
    seen = rehearse(leaver, deactivates=True, **asked).fingerprint
    assert ChangeSet.objects.count() == before
    assert held(leaver).keys() > {"stellen", "sitze"}
    make.make_follow_up(7, by=leaver)
    with pytest.raises(Outdated) as outdated:
        depart(leaver, reason="Weg", deactivates=True, seen=seen, **asked)
    assert ChangeSet.objects.count() == before
    departure = depart(leaver, reason="Weg", deactivates=True, seen=outdated.value.plan.fingerprint, **asked)
    assert departure.takeovers.count() == 1


def test_finding_costs_the_same_for_few_and_for_many(leaver: User, django_assert_num_queries: Any) -> None:
    hold_everything(leaver, unit())
    with django_assert_num_queries(23):
        plan_departure(leaver, last_day=today(), heirs={})
    for number in range(3):
        make.make_follow_up(7, by=leaver)
        make.make_clarification(7, f"Und {number}?", by=leaver)
        make.make_assignment(unit(), function="Stelle 51.3")
    make.make_membership(leaver, unit("FB-61"))
    with django_assert_num_queries(23):
        plan_departure(leaver, last_day=today(), heirs={})


def test_takeover_is_acknowledged_once_and_goes_on_where_the_heir_leaves(leaver: User, heir: User) -> None:
    takeover = make.make_departure(leaver, heir).takeovers.get()
    third = make.make_user("", username="dritte", function="Dritte")
    make.make_departure(heir, third)
    takeover.refresh_from_db()
    assert (takeover.successor, takeover.function) == (third, "Dritte")
    acknowledge(takeover, by=third)
    first = Takeover.objects.get(pk=takeover.pk)
    assert (first.done_by, first.done_by_function) == (third, "Dritte")
    acknowledge(takeover, by=heir)
    assert Takeover.objects.get(pk=takeover.pk).done_at == first.done_at


def test_wish_for_reminders_and_departures_survive_the_account(leaver: User, heir: User) -> None:
    ReminderChoice.objects.create(user=leaver, pace="keine")
    make.make_departure(leaver, heir)
    leaver.delete()
    departure = Departure.objects.get()
    assert (departure.person, departure.function) == (None, "Stelle 51.3")
