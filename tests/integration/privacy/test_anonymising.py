import datetime as dt
import json

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.test import Client
from django.utils import timezone

from catalogue.actions import MeasureEdit, apply
from catalogue.models import Contact, ExtractEvent, SavedView, Unit
from catalogue.reference.contact_actions import save_contact
from catalogue.reference.unit_actions import save_membership
from integration.accounts.actions import save_user
from integration.accounts.models import Session, User
from integration.files.models import StoredFile
from integration.history.models import ChangeSet, ReferenceChange
from integration.privacy.anonymising import anonymise, obstacle, what_is_held
from integration.privacy.declaration import FREE_TEXT
from integration.privacy.traces import traces, words_for
from steering.departures.kinds import KINDS as DEPARTURE_KINDS
from steering.freezing import checksum
from steering.models import Minutes, ReminderChoice, ReminderLetter, Seat
from tests.city import build_city
from tests.factories import (
    make_contact,
    make_extract,
    make_follow_up,
    make_meeting,
    make_membership,
    make_saved_view,
    make_seat,
)
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db

NAME = "rosengarten"  # a word of its own, to be looked for everywhere


@pytest.fixture
def administration() -> User:
    return make_administration()


@pytest.fixture
def leaver(client: Client) -> User:
    """A person who left traces of every kind, and holds nothing any more."""
    build_city()
    unit = Unit.objects.get(code="FB 61")
    person = make_user(NAME, function="Stelle 61.1", last_login=timezone.now())
    membership = make_membership(person, unit, valid_from=dt.date(2020, 1, 1))
    client.force_login(person)
    make_saved_view(person)
    ReminderChoice.objects.create(user=person, pace="taeglich")
    now = timezone.now()
    letter = ReminderLetter.objects.create(
        recipient=person,
        function="Stelle 61.1",
        subject="Fällig",
        text=f"An {NAME}",
        tried_at=now,
        sent_at=now,
    )
    letter.events.create(recipient=person, key="x")
    AccessAttempt.objects.create(username=NAME, ip_address="192.0.2.1", failures_since_start=1)
    make_contact(unit, email=person.email, name=f"Frau {NAME.title()}")
    make_contact(unit, function="Vertretung", email="andere@stadt.example", name="Andere")
    make_extract(unit).events.create(
        at=now, kind="mailed", recipient=f"Leitung <{person.email}>, Büro <buero@stadt.example>"
    )
    make_seat(
        unit,
        person=person,
        email=person.email,
        valid_from=dt.date(2018, 1, 1),
        valid_until=dt.date(2019, 1, 1),
    )
    make_meeting(by=person, by_function="Stelle 61.1")
    first, last = membership.valid_from, dt.date(2021, 1, 1)
    save_membership(user=person, unit=unit, by=person, reason="Geht", valid_from=first, valid_until=last)
    return person


def everywhere() -> str:
    """Return all that the database says outside free texts, as one text."""
    found = []
    for model in apps.get_models():
        texts = {one.name for one in model._meta.fields if isinstance(one, TextField)} & FREE_TEXT[model]
        names = [one.attname for one in model._meta.concrete_fields if one.name not in texts]
        found.append(str(list(model._default_manager.values_list(*names))))
    return "\n".join(found).lower()


def test_nothing_says_any_more_who_a_leaver_was(leaver: User, administration: User) -> None:
    assert NAME in everywhere()
    contact = Contact.objects.get(email=leaver.email)
    anonymise(leaver, by=administration, contacts=[contact.pk])
    assert NAME not in everywhere()
    stored = User.objects.get(pk=leaver.pk)
    assert (stored.username, stored.email, stored.is_active) == (f"anonym-{stored.pk}", "", False)
    assert (str(stored), stored.state, stored.last_login) == ("Stelle 61.1", "anonymisiert", None)
    assert not stored.has_usable_password()
    gone = (Session, SavedView, ReminderChoice, ReminderLetter, AccessAttempt)
    assert [model.objects.count() for model in gone] == [0] * len(gone)


def test_what_others_need_stays(leaver: User, administration: User) -> None:
    sets = ChangeSet.objects.filter(by=leaver).count()
    anonymise(leaver, by=administration, contacts=[Contact.objects.get(email=leaver.email).pk])
    changes = ChangeSet.objects.filter(by=leaver)
    assert changes.count() == sets > 0
    assert {one.by_function for one in changes} == {"Stelle 61.1"}
    leading, deputy = Contact.objects.order_by("is_deputy", "function")
    assert (leading.function, leading.name, leading.email) == ("Leitung", "", "")
    assert deputy.name == "Andere"
    assert ExtractEvent.objects.get(kind="mailed").recipient == "Leitung, Büro <buero@stadt.example>"
    assert Seat.objects.get().person_id == leaver.pk
    done = ReferenceChange.objects.filter(model="accounts.user", key=str(leaver.pk)).latest("pk")
    assert done.change_set.reason == "Konto anonymisiert"
    assert NAME not in json.dumps([done.before, done.after])


def test_name_that_stood_for_want_of_a_function_is_replaced(administration: User) -> None:
    build_city()
    person = make_user(NAME, function="")
    save_contact(make_contact(Unit.objects.get(code="FB 61")), {"function": "Chefin"}, by=person)
    assert ChangeSet.objects.latest("at").by_function == NAME
    anonymise(person, by=administration)
    assert ChangeSet.objects.get(by=person).by_function == "Person ohne eingetragene Funktion"
    assert NAME not in everywhere()


def test_frozen_papers_stay_as_they_are(leaver: User, administration: User) -> None:
    record = {"items": [{"text": f"{NAME.title()} trägt vor."}]}
    pdf = StoredFile.objects.store(name="Protokoll.pdf", data=b"%PDF-1.7", by=leaver)
    stamp = Minutes.stamp(leaver)
    paper = Minutes.objects.create(
        meeting=make_meeting(), record=record, sha256=checksum(record), pdf=pdf, edition=1, **stamp
    )
    anonymise(leaver, by=administration)
    paper.refresh_from_db()
    assert (paper.by_function, paper.record, checksum(paper.record)) == ("Stelle 61.1", record, paper.sha256)


def test_who_still_holds_something_is_refused(leaver: User, administration: User) -> None:
    make_follow_up(28, by=leaver)
    membership = leaver.memberships.get()
    membership.valid_until = None
    membership.save()
    labels = [part.kind.label for part in what_is_held(leaver, today=timezone.localdate())]
    assert len(labels) == 2
    with pytest.raises(ValidationError, match="Übergeben Sie es zuerst"):
        anonymise(leaver, by=administration)
    assert User.objects.get(pk=leaver.pk).username == NAME


def test_kinds_that_block_are_kinds_of_a_handover() -> None:
    from integration.privacy.anonymising import _THEIRS

    assert set(_THEIRS) <= {kind.slug for kind in DEPARTURE_KINDS}


def test_last_administration_and_oneself_are_refused(administration: User) -> None:
    second = make_administration("zweite")
    assert "eigenes Konto" in obstacle(administration, by=administration)
    assert obstacle(second, by=administration) == ""
    save_user(user=second, fields={"is_active": False}, by=administration)
    assert "letzte aktive Administration" in obstacle(administration, by=second)
    with pytest.raises(ValidationError, match="letzte aktive"):
        anonymise(administration, by=None)


def test_anonymised_account_cannot_come_back(administration: User, client: Client) -> None:
    person = anonymise(make_user(NAME), by=administration)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_active=True)
    client.force_login(administration)
    for path in ("", "anonymisieren/"):
        assert client.get(f"/personen/{person.pk}/{path}").status_code == 404
    shown = client.get("/personen/").content.decode()
    assert "anonymisiert" in shown
    assert f'href="/personen/{person.pk}/"' not in shown


def test_page_asks_for_the_name_and_preselects_contacts(
    leaver: User, administration: User, client: Client
) -> None:
    client.force_login(administration)
    page = f"/personen/{leaver.pk}/anonymisieren/"
    shown = client.get(page)
    own = Contact.objects.get(email=leaver.email)
    assert shown.context["form"]["contacts"].initial == [own.pk]
    assert f"Frau {NAME.title()}" not in shown.content.decode()  # names are for the Koordination
    assert "Stadtarchiv" in shown.content.decode()
    for typed in ("", "Stelle 61.1"):
        assert client.post(page, {"confirmed": typed}).status_code == 422
    assert User.objects.get(pk=leaver.pk).email
    answer = client.post(page, {"confirmed": f" {NAME.upper()} ", "contacts": [own.pk]}, follow=True)
    assert "Das Konto ist anonymisiert" in answer.content.decode()
    assert Contact.objects.get(pk=own.pk).name == ""
    assert NAME not in everywhere()


def test_page_shows_where_a_name_stands_in_texts(leaver: User, administration: User, client: Client) -> None:
    told = {("clarification",): f"Bitte {NAME} fragen", ("progress",): "Müller-Lüdenscheidt war da"}
    apply([MeasureEdit(28, told)], by=None, way=ChangeSet.Way.FORM, reason=f"{NAME}s Bitte")
    client.force_login(administration)
    page = f"/personen/{leaver.pk}/anonymisieren/"
    shown = client.get(page).content.decode()
    assert f"„{NAME}“, „{NAME}@stadt.example“ und der Name als Ansprechperson" in shown
    assert "<li>Ansprechperson: Name (1)</li>" in shown
    assert "<li>Klärungsbedarf: Frage (1)</li>" in shown
    assert "Änderung: Grund" not in shown  # another word
    assert "Inhalt einer Fassung: Angaben (1)" in shown
    words = [f"{one.where} ({one.number})" for one in traces(["müller-lüdenscheidt"])]
    assert words == ["Inhalt einer Fassung: Angaben (1)"]
    shown = client.get(f"{page}?auch={NAME}s, Müller-Lüdenscheidt").content.decode()
    assert "<li>Änderung: Grund (1)</li>" in shown
    assert "Inhalt einer Fassung: Angaben (1)" in shown
    assert traces([]) == traces(words_for(User(username="xy"))) == []


def test_page_of_who_holds_something_leads_to_the_handover(
    leaver: User, administration: User, client: Client
) -> None:
    make_follow_up(28, by=leaver)
    client.force_login(administration)
    page = f"/personen/{leaver.pk}/anonymisieren/"
    shown = client.get(page).content.decode()
    assert f"/personen/{leaver.pk}/uebergabe/" in shown
    assert "Endgültig anonymisieren" not in shown
    assert client.post(page, {"confirmed": NAME}).status_code == 422


def test_contacts_with_the_address_go_where_nobody_chooses(leaver: User) -> None:
    anonymise(leaver, by=None)
    assert sorted(Contact.objects.values_list("email", flat=True)) == ["", "andere@stadt.example"]
