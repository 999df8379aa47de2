"""A last day that lay ahead when it was handed over: the account is closed in the night after."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.actions import save_user
from integration.accounts.models import Session, User
from integration.accounts.roles import Hat
from integration.history.models import ChangeSet
from steering.departures.closing import Closing, close_accounts, keep_account
from steering.models import Departure, Takeover
from tests import factories as make
from tests.city import build_city

pytestmark = pytest.mark.django_db
LAST_DAY = timezone.localdate() + dt.timedelta(days=10)


def night(days: int) -> dt.datetime:
    """Return a quarter past three, so many days after the last."""
    day = LAST_DAY + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(3, 15)))


@pytest.fixture
def leaver() -> User:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    return make.make_user(Hat.DEPARTMENT, username="geht", unit=unit, function="Stelle 51.3")


@pytest.fixture
def departure(leaver: User) -> Departure:
    heir = make.make_user("", username="kommt", function="Leitung 51.3")
    return make.make_departure(leaver, heir, last_day=LAST_DAY, deactivates=True)


def is_open(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_active


def test_account_ends_in_the_night_after_its_last_day(leaver: User, departure: Departure) -> None:
    client = Client()
    client.force_login(leaver, backend="integration.accounts.backends.PasswordBackend")
    assert departure.account_ends == LAST_DAY
    assert list(close_accounts(now=night(0), rehearsal=False)) == []
    assert is_open(leaver)
    assert list(close_accounts(now=night(1), rehearsal=False)) == [Closing(leaver.pk, LAST_DAY)]
    assert not is_open(leaver)
    assert not Session.objects.of(leaver).exists()
    done = ChangeSet.objects.in_order()[0]
    assert (done.by, done.at) == (None, night(1))
    assert done.reason == f"Übergabe von Stelle 51.3 zum {LAST_DAY:%d.%m.%Y}: Der letzte Tag ist vorbei"
    assert done.reference_changes.get().after["is_active"] is False
    assert Takeover.objects.open().count() == 1  # whoever took over is reminded until they acknowledge it
    assert list(close_accounts(now=night(2), rehearsal=False)) == []


def test_whoever_lets_a_person_in_again_is_not_overruled(leaver: User, departure: Departure) -> None:
    save_user(user=leaver, fields={"is_active": False}, by=None)  # by hand, before the day
    assert list(close_accounts(now=night(1), rehearsal=False)) == []
    save_user(user=User.objects.get(pk=leaver.pk), fields={"is_active": True}, by=None)
    assert list(close_accounts(now=night(2), rehearsal=False)) == []
    assert is_open(leaver)


def test_account_that_is_kept_stays_open(leaver: User, departure: Departure) -> None:
    assert keep_account(departure, by=None)
    assert not keep_account(departure, by=None)
    change = ChangeSet.objects.in_order()[0].reference_changes.get()
    assert change.before == {"account_ends": f"{LAST_DAY}"}
    assert list(close_accounts(now=night(1), rehearsal=False)) == []


def test_later_handover_with_an_end_takes_the_place_of_an_earlier_one(
    leaver: User, departure: Departure
) -> None:
    heir = User.objects.get(username="kommt")
    make.make_departure(leaver, heir, last_day=LAST_DAY + dt.timedelta(days=5), deactivates=True)
    assert list(close_accounts(now=night(1), rehearsal=False)) == []
    assert len(list(close_accounts(now=night(6), rehearsal=False))) == 1


def test_last_administration_stays_and_is_told_of_every_night(leaver: User) -> None:
    office, heir = make.make_user(Hat.ADMINISTRATION), make.make_user("", username="kommt")
    with pytest.raises(ValidationError, match="letzte aktive Administration"):
        make.make_departure(office, heir, last_day=LAST_DAY, deactivates=True, heirs={})
    other = make.make_user(Hat.ADMINISTRATION, username="zweite")
    make.make_departure(office, heir, last_day=LAST_DAY, deactivates=True, heirs={})
    save_user(user=other, fields={"is_active": False}, by=None)
    for days in (1, 2):
        (told,) = close_accounts(now=night(days), rehearsal=False)
        assert "letzte aktive Administration" in told.refused
    assert is_open(office)
    save_user(user=other, fields={"is_active": True}, by=None)
    (told,) = close_accounts(now=night(3), rehearsal=False)
    assert told.refused == ""
    assert not is_open(office)


def test_command_rehearses_and_names_keys_not_persons(leaver: User, departure: Departure) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Departure.objects.update(last_day=yesterday, account_ends=yesterday)
    sets = ChangeSet.objects.count()
    for rehearses, option in ((True, ["--dry-run"]), (False, [])):
        out = StringIO()
        call_command("clean_up", *option, stdout=out)
        said = out.getvalue()
        assert said.startswith("      1  Konten nach dem letzten Tag (Übergabe): deaktiviert")
        assert f"Konto {leaver.pk}, letzter Tag {yesterday:%d.%m.%Y}" in said
        assert "geht" not in said
        assert is_open(leaver) == rehearses
        assert ChangeSet.objects.count() == sets + (not rehearses)
