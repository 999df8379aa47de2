"""The demo city: what `manage.py demo` builds, and when it refuses."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from catalogue.extracts.extract_contents import contents_of
from catalogue.models import (
    Confirmation,
    Contact,
    Extract,
    ExtractEvent,
    ExtractRound,
    MeasureVersion,
    Responsibility,
    Suggestion,
    SystemToken,
    TargetGroup,
    Unit,
    UnitReturn,
)
from catalogue.past.comparison import compare
from catalogue.returns.comparing import Standing, compared
from catalogue.vocabulary import Role
from integration.accounts.models import User
from integration.barriers.models import BarrierReport
from integration.downloads.models import Download
from integration.history.models import ChangeSet
from integration.privacy.anonymising import anonymise
from integration.privacy.declaration import DECLARED, FREE_TEXT
from integration.privacy.traces import traces
from steering.agenda_sources import suggestion, suggestions
from steering.freezing import verify
from steering.models import (
    AgreementConfirmation,
    AgreementEdition,
    AnnualGoal,
    GoalTalk,
    Meeting,
    ReminderLetter,
    Seat,
    Takeover,
)
from steering.models.seat import CONSTITUTED
from steering.reminders.sending import plan
from tests.documented import DOCS, differs, examples
from tests.dump import found
from tests.factories import make_token
from tests.integration.privacy.leaving import NAME, leave_traces

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo city, built once and taken back after the last test; each test's own writes go before."""
    with django_db_blocker.unblock(), transaction.atomic():
        mail.outbox.clear()
        with override_settings(DEBUG=True):
            call_command("demo", stdout=io.StringIO())
        assert mail.outbox == []  # demo people have no mailbox
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(built: None, settings: Any) -> None:
    settings.DEBUG = True


def test_demo_is_refused_in_service(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="nur mit DEBUG=1"):
        call_command("demo")
    assert not User.objects.exists()


def test_demo_is_refused_on_a_filled_database(city: None) -> None:
    with pytest.raises(CommandError, match="nicht leer"):
        call_command("demo")
    assert MeasureVersion.objects.current().count() == 99


def test_demo_holds_the_original_rows_under_their_numbers(city: None) -> None:
    versions = MeasureVersion.objects.current().filter(number__in=[7, 28, 29, 30]).with_records()
    records = {version.number: version.record for version in versions}
    assert list(records[7].listings) == [0]
    assert list(records[28].listings) == [1, 2]
    assert records[30].listings[2].label == "IKO (Bildung-Vorschulisch)"
    assert records[30].units["51.3"].role == Role.INVOLVED
    assert set(records[30].hat) == {"stadt", "andere"}
    assert records[29].goal.startswith("Eltern haben Zugang")


def test_demo_has_every_kind_of_unit_role_status_and_target_group(city: None) -> None:
    current = MeasureVersion.objects.current()
    assert set(current.values_list("status", flat=True)) >= {
        "nicht-erfasst",
        "nicht-begonnen",
        "geplant",
        "in-umsetzung",
        "umgesetzt",
        "daueraufgabe",
        "zurueckgestellt",
        "entfallen",
    }
    taking_part = Responsibility.objects.filter(version__in=current)
    assert set(taking_part.values_list("role", flat=True)) == set(Role.values)
    assert set(taking_part.values_list("unit__kind", flat=True)) == set(Unit.Kind.values)
    unused = TargetGroup.objects.exclude(marks__version__in=current)
    assert not unused.exists()


def test_demo_knows_a_handover_and_one_that_nobody_acknowledged(city: None) -> None:
    told = [(one.departure.function, one.function, one.is_done) for one in Takeover.objects.all()]
    assert told == [
        ("Jugendhilfeplanung FB 51", "Fachbereich 51", False),
        ("Stelle 51.3, frühere Leitung", "Stelle 51.3", True),
    ]
    assert all(one.number == 3 for one in Takeover.objects.all())
    assert ChangeSet.objects.in_order()[0].at < timezone.now() - dt.timedelta(hours=1)


def test_demo_has_a_leaver_who_was_anonymised_and_files_that_left(city: None) -> None:
    (leaver,) = User.objects.exclude(anonymised_at=None)
    assert (str(leaver), leaver.email) == ("Stelle 51.3, frühere Leitung", "")
    assert not Contact.objects.filter(email__startswith="leitung-kita").exists()
    assert {one.kind for one in Download.objects.all()} == {"xlsx", "pdf", "csv"}


def test_leaver_stands_nowhere_but_where_it_is_declared_and_shown(city: None) -> None:
    person = leave_traces()
    words = [NAME, person.email]
    before = {place[0] for place in found(*words)}
    assert {"accounts_user", "accounts_session", "axes_accessattempt", "files_storedbytes"} <= before
    administration = User.objects.get(username="administration")
    anonymise(person, by=administration)
    left = found(*words)
    models = {model._meta.db_table: model for model in apps.get_models()}
    places = {f"{models[table]._meta.label}.{column}" for table, column in left}
    assert places == {
        "catalogue.Clarification.question",
        "catalogue.MeasureVersion.search",  # how the measure stood for a moment, and why it was changed
        "catalogue.VersionRecord.data",
        "catalogue.UnitReturn.spokesperson",
        "downloads.Download.query",
        "files.StoredBytes.data",
        "files.StoredFile.name",
        "history.ChangeSet.reason",
        "steering.Minutes.record",
    }
    for table, column in left:
        assert column in DECLARED[models[table]] | FREE_TEXT[models[table]], f"{table}.{column}"
    shown = {f"{one.model._meta.label}.{one.field}" for one in traces([NAME])}
    assert shown == places - {"files.StoredBytes.data"}  # of files, the page says so


def test_demo_has_a_past(city: None) -> None:
    before = MeasureVersion.objects.on(dt.date(2017, 4, 9))
    imported = MeasureVersion.objects.on(dt.date(2017, 4, 24))
    assert not before.exists()
    assert imported.count() == 95
    assert set(imported.values_list("status", flat=True)) == {"nicht-erfasst", "nicht-begonnen", "geplant"}
    assert ChangeSet.objects.filter(way="import").count() == 1


def test_demo_tells_half_a_year(city: None) -> None:
    today = timezone.localdate()
    told = compare(today - dt.timedelta(days=200), today, MeasureVersion.objects.all())
    numbers = {kind: {one.number for one in told.of_kind(kind).differences} for kind in told.figures}
    assert numbers["neu"] == {98, 99, 100, 101}
    assert numbers["entfallen"] == {11, 55, 80, 93}
    assert numbers["geändert"] >= {9, 17, 18, 30, 56, 57, 63}
    month = compare(today - dt.timedelta(days=30), today, MeasureVersion.objects.all())
    assert all(month.figures.values())


def test_demo_has_a_measure_with_a_successor_and_some_that_were_confirmed(city: None) -> None:
    replaced = MeasureVersion.objects.current().with_records().get(number=93).record
    assert (replaced.status.value, replaced.superseded_by) == ("entfallen", "100")
    assert Confirmation.objects.filter(measure__number=33).exists()


def test_demo_edits_no_measure_on_a_weekend_or_in_the_future(city: None) -> None:
    moments = {timezone.localtime(at) for at in MeasureVersion.objects.values_list("valid_from", flat=True)}
    assert all(at.weekday() < 5 for at in moments)
    assert max(moments) <= timezone.now()


def test_demo_has_one_abfrage_that_is_done_and_one_that_runs(city: None) -> None:
    running, done = ExtractRound.objects.all()
    today = timezone.localdate()
    assert {extract.state for extract in done.extracts.all()} == {Extract.State.CHECKED}
    states = {extract.state for extract in running.extracts.all()}
    assert states >= {Extract.State.OPEN, Extract.State.CHECKED}
    assert running.extracts.overdue(on=today).exists()
    assert running.extracts.filter(due__gt=today).exists()
    told = set(ExtractEvent.objects.filter(extract__round=running).values_list("kind", flat=True))
    assert told >= {"issued", "mailed", "reminded", "extended", "received", "checked"}
    assert any(contents_of(extract).changed for extract in running.extracts.all())


def test_demo_has_rueckmeldungen_of_every_state_and_way_and_reminders(city: None) -> None:
    returns = UnitReturn.objects.all()
    assert set(returns.values_list("state", flat=True)) == {"draft", "sent", "decided"}
    assert set(returns.values_list("way", flat=True)) == {"browser", "entered", "file"}
    assert returns.filter(is_nil=True).exists()
    assert returns.sent().filter(extract__isnull=True).exists()
    found = compared(Suggestion.objects.open().with_answers())
    assert {one.suggestion.kind for one in found} == {"field", "new", "not_responsible"}
    assert any(one.standing == Standing.CONFLICT for one in found)
    assert any(one.others for one in found)
    decided = Suggestion.objects.exclude(state="open")
    assert set(decided.values_list("state", flat=True)) == {"accepted", "rejected"}
    assert len(set(ReminderLetter.objects.sent().values_list("sent_at", flat=True))) >= 3
    assert ReminderLetter.objects.undelivered().get().function == "Volkshochschule"
    waiting = plan(now=timezone.now())
    going = {str(one.person) for one in waiting.going(timezone.localdate())}
    assert {"Koordination 50.21", "Volkshochschule"} <= going
    assert waiting.unheard == []


def test_demo_has_a_steering_group_that_meets_and_agreements_that_were_evaluated(city: None) -> None:
    today = timezone.localdate()
    assert Seat.objects.held(on=today).count() == 12
    assert Seat.objects.held(on=today).get(person__isnull=False).unit.slug == "FB-61"
    assert Meeting.objects.earliest("starts_at").day == CONSTITUTED
    assert Meeting.objects.count() >= 6
    coming = Meeting.objects.upcoming(now=timezone.now()).get()
    assert (coming.state, coming.items.proposed().count()) == (Meeting.State.INVITED, 1)
    assert coming.pinned
    assert len(suggestions(coming, today)) >= 4
    ended = AnnualGoal.objects.filter(talk__year__in=(today.year - 1, today.year - 2))
    assert not ended.filter(attainment="").exists()
    assert set(ended.values_list("attainment", flat=True)) == set(AnnualGoal.Attainment.values)
    assert ended.filter(talk__unit__slug="51.3", continued_by__isnull=False).count() >= 3
    talks = GoalTalk.objects.select_related("unit")
    kita = {talk.year: talk for talk in talks.filter(unit__slug="51.3")}
    assert set(kita) == {today.year - 2, today.year - 1, today.year}
    assert all(talk.is_agreed for talk in kita.values())
    assert AgreementConfirmation.objects.exclude(entered_for="").exists()  # by partners without an account
    editions = AgreementEdition.objects.filter(talk__in=kita.values()).select_related("pdf")
    assert [verify(edition) for edition in editions] == [[], [], []]
    assert not talks.filter(unit__slug="FB-41", year=today.year).exists()  # late
    waiting = talks.get(unit__slug="FB-61", year=today.year)
    assert (waiting.state, waiting.confirmations.get().side) == (GoalTalk.State.HELD, "koordination")
    assert suggestion(coming, today, f"zielgespraech:{waiting.pk}")


@pytest.mark.parametrize(
    ("username", "most"),
    [("koordination", 20), ("kita", 20), ("stg", 21)],  # who reads all and is of a unit: is it theirs?
)
def test_page_of_no_measure_asks_the_database_more_than_promised(
    city: None,
    username: str,
    most: int,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    person = User.objects.get(username=username)
    client.force_login(person, "integration.accounts.backends.PasswordBackend")
    versions = MeasureVersion.objects.current().visible_to(person)
    for number in versions.order_by("number").values_list("number", flat=True):
        with django_assert_max_num_queries(most):
            assert client.get(f"/massnahmen/{number}/").status_code == 200


def test_examples_of_the_interface_are_answered_as_documented(city: None, settings: Any) -> None:
    settings.SITE_URL = "https://integration.stadt.example"
    client = Client(headers={"Authorization": f"Bearer {make_token('Beispiele').secret}"})
    called, last = 0, ChangeSet.objects.in_order()[0].pk
    for address, shown in examples("schnittstellen.md"):
        path = address.removeprefix(settings.SITE_URL).replace("$LETZTE_AENDERUNG", str(last))
        assert differs(shown, client.get(path).json(), path) == []
        called += 1
    assert called == (DOCS / "schnittstellen.md").read_text().count("curl ")


def test_demo_has_systems_that_read_along_and_one_that_does_no_more(city: None) -> None:
    states = {token.name: token.state(timezone.localdate()) for token in SystemToken.objects.all()}
    assert sorted(one.state(timezone.localdate()) for one in BarrierReport.objects.all()) == [
        "beantwortet",
        "offen",
        "offen",
    ]
    assert states == {"Statistikportal": "gültig", "Kita-Portal": "widerrufen"}
