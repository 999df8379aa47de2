import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone

from catalogue.models import Contact, DraftFinding, ExtractEvent, ImportDraft, Unit, UnitReturn
from catalogue.retention import without_address
from integration.accounts.models import Session, User
from integration.barriers.report_actions import report_barrier, settle_report
from integration.downloads.models import Download, SystemRead
from integration.history.models import ChangeSet
from integration.kept_days import DEFAULTS, kept_days
from integration.privacy.retention import RULES
from steering.models import Departure, MeetingGuest, ReminderLetter, ReminderSent, Seat
from tests.city import build_city
from tests.factories import (
    make_contact,
    make_departure,
    make_draft,
    make_extract,
    make_meeting,
    make_membership,
    make_returned_file,
    make_seat,
    make_user,
)
from tests.test_architecture import ROOT

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - dt.timedelta(days=5 * 365)
STATE = ImportDraft.State


def run(*options: str) -> str:
    out = StringIO()
    call_command("clean_up", *options, stdout=out)
    return out.getvalue()


def counted(text: str) -> dict[str, int]:
    """Return what a run says, by the beginning of its sentence."""
    lines = (line.split(maxsplit=1) for line in text.splitlines() if not line.startswith(" " * 9))
    return {said.split(",")[0]: int(number) for number, said in lines}


def everything(at: dt.datetime) -> None:
    """Store one thing for each rule, as old as `at`."""
    report = report_barrier(page="", problem="Zu klein", email="x@stadt.example", link="", at=at)
    settle_report(report, answer="Behoben", by=None, at=at)
    day = at.date()
    build_city()
    unit, person = Unit.objects.get(code="FB 61"), make_user(username="alt")
    AccessAttempt.objects.create(username="alt", ip_address="192.0.2.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=at)
    Session.objects.create(session_key="alt", session_data="", expire_date=at)
    Download.objects.create(at=at, path="/x", name="x.csv", kind="csv", size=1)
    SystemRead.objects.note(key=1, system="Alt", resource="/x", rows=1, size=1, at=at)
    applied = make_draft(state=STATE.APPLIED)
    left = make_draft(state=STATE.READY)
    left.findings.create(level="warning", message="Kita?", topic="x")
    ImportDraft.objects.filter(pk__in=[applied.pk, left.pk]).update(touched_at=at)
    make_returned_file(b"x", unit=unit, state="decided", decided_at=at, sent_at=at)
    returned = make_returned_file(b"x", state="unassigned")
    UnitReturn.objects.filter(pk=returned.pk).update(touched_at=at)
    make_contact(unit, name="Vorname Nachname", email="x@stadt.example", valid_until=day)
    extract = make_extract(unit)
    extract.events.create(at=at, kind="mailed", recipient="Leitung <x@stadt.example>, Büro <y@stadt.example>")
    letter = ReminderLetter.objects.create(
        recipient=person, function="Alt", subject="Fällig", text="Lieber Mensch", tried_at=at, sent_at=at
    )
    ReminderSent.objects.create(letter=letter, recipient=person, key="auftrag-1")
    meeting = make_meeting(day)
    meeting.guests.create(at=at, function="Leitung Bibliothek", email="x@stadt.example")
    first = max(day - dt.timedelta(days=30), dt.date(2017, 4, 24))
    make_seat(unit, email="x@stadt.example", valid_from=first, valid_until=day)
    User.objects.create_user("geschlossen", is_active=False, date_joined=at)
    leaver = User.objects.create_user("gegangen")
    departure = make_departure(leaver, person, last_day=day, deactivates=False, heirs={})
    Departure.objects.filter(pk=departure.pk).update(account_ends=day)


def test_rehearsal_counts_and_changes_nothing() -> None:
    everything(LONG_AGO)
    said = run("--dry-run")
    assert "nichts ist geändert" in said
    assert set(counted(said).values()) == {1, len(RULES) + 1}
    assert counted(run("--dry-run")) == counted(said)
    assert Contact.objects.get().name
    assert Session.objects.count() == Download.objects.count() == 1


def test_what_had_its_time_goes_and_what_history_needs_stays() -> None:
    everything(LONG_AGO)
    sets = ChangeSet.objects.count()
    assert "erledigt" in run()
    assert not AccessAttempt.objects.exists()
    assert not Session.objects.exists()
    assert not Download.objects.exists()
    assert not SystemRead.objects.exists()
    assert [(one.state, one.file.is_kept) for one in ImportDraft.objects.order_by("pk")] == [
        (STATE.APPLIED, False),
        (STATE.DISCARDED, False),
    ]
    assert not DraftFinding.objects.exists()
    decided, left = UnitReturn.objects.order_by("pk")
    assert (decided.state, left.state) == ("decided", "discarded")
    assert [one.file and one.file.is_kept for one in (decided, left)] == [False, False]
    contact = Contact.objects.get()
    assert (contact.function, contact.name, contact.telephone, contact.email) == ("Leitung", "", "", "")
    assert ExtractEvent.objects.get(kind="mailed").recipient == "Leitung, Büro"
    letter = ReminderLetter.objects.get()
    assert (letter.subject, letter.text) == ("Fällig", "")
    assert ReminderSent.objects.exists()  # else everybody would be told again
    assert MeetingGuest.objects.get().email == Seat.objects.get().email == ""
    assert User.objects.filter(username__startswith="anonym-").count() == 1
    assert ChangeSet.objects.count() == sets + 2  # an account was closed, another anonymised


def test_second_run_finds_nothing() -> None:
    everything(LONG_AGO)
    run()
    assert set(counted(run()).values()) == {0}


def test_what_is_in_time_stays() -> None:
    everything(timezone.now() + dt.timedelta(hours=1))
    assert set(counted(run()).values()) == {0}


def test_periods_come_from_the_settings(settings: Any) -> None:
    Download.objects.create(
        at=timezone.now() - dt.timedelta(days=20), path="/x", name="x.csv", kind="csv", size=1
    )
    run()
    assert Download.objects.exists()
    with override_settings(RETENTION_DAYS={**settings.RETENTION_DAYS, "downloads": 10}):
        assert "älter als 10 Tage" in run()
    assert not Download.objects.exists()


def test_file_that_was_kept_long_enough_is_said_to_be_gone(client: Client) -> None:
    build_city()
    unit = Unit.objects.get(code="FB 61")
    person = make_user(username="fb51")
    make_membership(person, unit)
    days = {"decided_at": LONG_AGO, "sent_at": LONG_AGO}
    extract = make_extract(unit)
    one = make_returned_file(b"x", unit=unit, extract=extract, by=person, state="decided", **days)
    client.force_login(person)
    assert client.get(f"/ruecklauf/{one.pk}/datei/").status_code == 200
    run()
    assert client.get(f"/ruecklauf/{one.pk}/datei/").status_code == 404
    assert (
        "nach Ablauf der Aufbewahrungsfrist gelöscht" in client.get(f"/ruecklauf/{one.pk}/").content.decode()
    )


def test_text_without_addresses() -> None:
    assert without_address("Leitung <a.b@stadt.example>") == "Leitung"
    assert without_address("550 a@b.example: unbekannt") == "550: unbekannt"
    assert "@" not in without_address("a@b, @, x@")


def test_periods_are_whole_days() -> None:
    assert kept_days({})["downloads"] == 180
    assert kept_days({"KEEP_DOWNLOADS_DAYS": " 7 "})["downloads"] == 7
    for said in ("", "nie", "-1", "1.5"):
        with pytest.raises(ImproperlyConfigured, match="KEEP_DOWNLOADS_DAYS"):
            kept_days({"KEEP_DOWNLOADS_DAYS": said})


def test_docs_show_what_the_command_prints() -> None:
    docs = (ROOT / "docs/datenschutz.md").read_text(encoding="utf-8")
    shown = docs.split("$ manage.py clean_up --dry-run\n")[1].split("\n```")[0].splitlines()
    out = StringIO()
    call_command("clean_up", "--dry-run", stdout=out)
    said = [_undated(line) for line in out.getvalue().splitlines()]
    assert [line for line in shown if "…" not in line and _undated(line) not in said] == []


def _undated(line: str) -> str:
    return re.sub(r"\d\d\.\d\d\.\d{4}", "…", line)


def test_docs_name_every_period() -> None:
    docs = (ROOT / "docs/datenschutz.md").read_text(encoding="utf-8")
    for name, days in DEFAULTS.items():
        assert f"| `KEEP_{name.upper()}_DAYS` | {days} |" in docs
    assert {rule.key for rule in RULES} == set(DEFAULTS)
