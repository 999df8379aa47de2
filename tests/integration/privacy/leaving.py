"""A person who leaves traces wherever a city's people do, in a name that stands nowhere else."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
from django.test import Client
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Contact, ImportDraft, SystemToken, Unit
from catalogue.reference.contact_actions import save_contact
from integration.accounts.models import User
from integration.barriers.report_actions import report_barrier
from integration.files.models import StoredFile
from integration.history.models import ChangeSet
from steering.freezing import checksum
from steering.models import Minutes, ReminderLetter
from tests import factories as make
from tests.integration.people import make_user

NAME = "rosengarten"  # user name and address begin with it, texts name "Frau Rosengarten"
NAMED = f"Frau {NAME.title()}"


def leave_traces() -> User:
    """Return a person without anything left to hand over."""
    unit = Unit.objects.get(slug="FB-61")
    person = make_user(NAME, function="Planung 61", role="koordination", last_login=timezone.now())
    ended = timezone.localdate() - dt.timedelta(days=1)
    make.make_membership(person, unit, valid_until=ended)
    _in_the_browser(person)
    _as_contact(person, unit, ended)
    _in_texts(person, unit)
    _in_files(person, unit)
    return person


def _in_the_browser(person: User) -> None:
    """Fail to sign in, sign in, search, take a file, save a view, send a form too late."""
    backend = "integration.accounts.backends.PasswordBackend"
    Client().post("/anmelden/", {"username": NAME, "password": "falsch"})
    late, client = Client(), Client()
    for one in (late, client):
        one.force_login(person, backend)
    client.get(f"/massnahmen/?q={NAME}")
    client.get(f"/katalog.csv?q={NAME}")
    make.make_saved_view(person, name=f"Für {NAMED}")
    person.sessions.filter(session_key=late.session.session_key).update(
        last_used=timezone.now() - dt.timedelta(days=1)
    )
    late.post("/massnahmen/28/bearbeiten/", {"text": f"{NAMED} schreibt noch einen langen Satz"})


def _as_contact(person: User, unit: Unit, ended: dt.date) -> None:
    """Be a contact, a guest, a seat; get extracts and reminders; tell of a barrier."""
    now = timezone.now()
    save_contact(
        Contact(unit=unit), {"function": "Planung 61", "name": NAMED, "email": "alt@x.example"}, by=person
    )
    contact = Contact.objects.get(name=NAMED)
    save_contact(contact, {"email": person.email, "telephone": "0531 470-98765"}, by=person)
    make.make_seat(unit, person=person, email=person.email, valid_from=ended, valid_until=ended)
    meeting = make.make_meeting(dt.date(2022, 3, 1), by=person, by_function="Planung 61")
    meeting.guests.create(at=now, function="Planung 61", email=person.email)
    extract = make.make_extract(unit, by=person)
    extract.events.create(at=now, kind="mailed", recipient=f"Planung 61 <{person.email}>")
    extract.events.create(
        at=now, kind="mailed", recipient="Planung 61", note=f"550 {person.email}: unbekannt"
    )
    ReminderLetter.objects.create(
        recipient=person, function="Planung 61", subject="Fällig", text=f"Guten Tag {NAMED}", tried_at=now
    )
    report_barrier(page="", problem="Zu klein", email=person.email, link="", deliver=lambda letter: "")


def _in_texts(person: User, unit: Unit) -> None:
    """Be named by others, in what lasts and what does not."""
    told: dict[str, Any] = {"by": None, "way": ChangeSet.Way.FORM, "reason": f"Bitte von {NAMED}"}
    apply([MeasureEdit(28, {("clarification",): f"{NAMED} fragen"})], **told)
    apply([MeasureEdit(28, {("clarification",): "Die Planung fragen"})], **told)
    record = {"items": [{"text": f"{NAMED} trägt vor."}]}
    pdf = StoredFile.objects.store(name="Protokoll.pdf", data=b"%PDF-1.7", by=person)
    meeting = make.make_meeting(dt.date(2022, 4, 1))
    Minutes.objects.create(
        meeting=meeting, record=record, sha256=checksum(record), pdf=pdf, edition=1, **Minutes.stamp(person)
    )
    token = make.make_token("Fachverfahren", by=person).token
    SystemToken.objects.filter(pk=token.pk).update(contact="Planung 61")


def _in_files(person: User, unit: Unit) -> None:
    """Put workbooks here that name their writer in a cell, in their properties, in their own name."""
    book = openpyxl.Workbook()
    book.active["A1"] = f"Rückfragen an {NAMED}"
    book.properties.creator = NAMED
    stream = io.BytesIO()
    book.save(stream)
    make.make_draft(
        stream.getvalue(), name=f"Katalog {NAMED}.xlsx", by=person, state=ImportDraft.State.APPLIED
    )
    decided = {"state": "decided", "sent_at": timezone.now(), "decided_at": timezone.now()}
    make.make_returned_file(stream.getvalue(), by=person, unit=unit, spokesperson=NAMED, **decided)
