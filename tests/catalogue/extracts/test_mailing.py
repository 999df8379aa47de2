"""E-mails to units leave by SMTP, and the log says what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from catalogue.extracts import mailing
from catalogue.models import Extract, ExtractEvent, ExtractRound, Mailing, Unit
from catalogue.models.recorded import Recorded
from integration.accounts.models import User
from tests import smtp
from tests.city import build_city
from tests.factories import make_contact, make_extract_round, make_user


@pytest.fixture
def post(settings: Settings) -> Iterator[smtp.Post]:
    with smtp.listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def abfrage() -> ExtractRound:
    """Extracts for FB 51, with an address, and FB 61, without."""
    build_city()
    fb51 = Unit.objects.get(slug="FB-51")
    make_contact(fb51, "Leitung", email="fb51@stadt.example")
    make_contact(fb51, "Sekretariat", email="FB51@stadt.example")
    make_contact(fb51, "Vertretung", email="vertretung@stadt.example", is_deputy=True)
    make_contact(fb51, "früher", email="alt@stadt.example", valid_until="2017-01-01")
    return make_extract_round([fb51, Unit.objects.get(slug="FB-61")])


@pytest.fixture
def coordination() -> User:
    return make_user(function="Koordination")


def sent(abfrage: ExtractRound, by: User | None = None, **fields: object) -> Mailing:
    """Carry a mailing to all the round's units out, in this process."""
    keys = list(abfrage.extracts.order_by("unit__slug").values_list("pk", flat=True))
    said = {"kind": "extract", "subject": "Auszug {Stelle}", "text": "Bis {Frist}.", "with_files": False}
    one = Mailing.objects.create(
        round=abfrage, total=len(keys), waiting=keys, **{**said, **fields}, **Recorded.stamp(by)
    )
    mailing.carry_out(one)
    return one


def log_of(slug: str) -> list[tuple[str, str, str]]:
    events = ExtractEvent.objects.filter(extract__unit__slug=slug).exclude(kind="issued")
    return list(events.values_list("kind", "recipient", "note"))


@pytest.mark.django_db
def test_letter_goes_to_who_answers_for_the_unit_with_its_files(
    abfrage: ExtractRound, post: smtp.Post, coordination: User
) -> None:
    one = sent(abfrage, coordination, with_files=True)
    (letter,) = post.letters
    due, day = f"{abfrage.due:%d.%m.%Y}", f"{abfrage.key_date:%Y-%m-%d}"
    assert letter["To"] == "fb51@stadt.example"
    assert letter["Subject"] == "Auszug FB 51 Kinder, Jugend und Familie"
    body = letter.get_body()
    assert body
    assert body.get_content().strip() == f"Bis {due}."
    files = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert files[f"Auszug_FB-51_{day}.xlsx"].startswith(b"PK")
    assert files[f"Auszug_FB-51_{day}.pdf"].startswith(b"%PDF")
    assert log_of("FB-51") == [("mailed", "Leitung <fb51@stadt.example>", "")]
    assert ExtractEvent.objects.get(kind="mailed").by_function == "Koordination"
    assert (one.sent, one.failed, one.is_at_work, one.is_lost) == (2, 1, False, False)


@pytest.mark.django_db
def test_unit_without_address_is_noted(abfrage: ExtractRound, post: smtp.Post) -> None:
    sent(abfrage)
    assert log_of("FB-61") == [
        ("mail_failed", "", "Zu dieser Stelle ist heute keine E-Mail-Adresse eingetragen.")
    ]


@pytest.mark.django_db
def test_deputy_is_written_to_where_nobody_else_is(abfrage: ExtractRound, post: smtp.Post) -> None:
    Unit.objects.get(slug="FB-51").contacts.filter(is_deputy=False).update(email="")
    sent(abfrage)
    assert [letter["To"] for letter in post.letters] == ["vertretung@stadt.example"]


@pytest.mark.django_db
def test_refused_address_is_noted_and_the_others_are_reached(abfrage: ExtractRound, post: smtp.Post) -> None:
    make_contact(Unit.objects.get(slug="FB-51"), "Assistenz", email="weg@stadt.example")
    make_contact(Unit.objects.get(slug="FB-61"), "Leitung", email="fb61@stadt.example")
    one = sent(abfrage, kind="reminder")
    refused = "Der Mailserver nimmt die Adresse nicht an: 550 Postfach unbekannt"
    assert log_of("FB-51") == [
        ("mail_failed", "Assistenz <weg@stadt.example>", refused),
        ("reminded", "Leitung <fb51@stadt.example>", ""),
    ]
    assert log_of("FB-61") == [("reminded", "Leitung <fb61@stadt.example>", "")]
    assert one.failed == 0
    reminded: Any = Extract.objects.with_reminders().get(unit__slug="FB-51")
    assert reminded.reminders == 1


@pytest.mark.django_db
def test_refused_letter_and_absent_server_are_noted(
    abfrage: ExtractRound, post: smtp.Post, settings: Settings
) -> None:
    sent(abfrage, subject="Unsinn")
    settings.EMAIL_PORT = 1
    sent(abfrage)
    first, second = (note for _, _, note in log_of("FB-51"))
    assert first == "Der Mailserver nimmt die Nachricht nicht an: 554 Inhalt abgelehnt"
    assert second.startswith("Der Mailserver war nicht zu erreichen: ")


@pytest.mark.django_db
def test_line_break_in_a_name_adds_no_header(abfrage: ExtractRound, post: smtp.Post) -> None:
    Unit.objects.filter(slug="FB-51").update(name="Jugend\nBcc: fremd@stadt.example")
    sent(abfrage)
    (letter,) = post.letters
    assert (letter["Subject"], letter["Bcc"]) == ("Auszug FB 51 Jugend Bcc: fremd@stadt.example", None)


@pytest.mark.django_db(transaction=True)
def test_child_sends_and_takes_up_what_another_left(
    abfrage: ExtractRound, coordination: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Any] = {"kind": "extract", "subject": "Auszug", "text": "Text", "with_files": True}
    monkeypatch.setattr(mailing, "PATIENCE", 60)
    with smtp.listening() as server:
        monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("EMAIL_PORT", str(server.port))
        done = mailing.send(abfrage, abfrage.extracts.order_by("unit__slug"), by=coordination, **said)
        assert (done.sent, done.is_at_work) == (2, False)
        Mailing.objects.update(waiting=[abfrage.extracts.get(unit__slug="FB-51").pk], broke_off=True)
        done.refresh_from_db()
        assert done.is_lost
        mailing.resume(done)
        assert [letter["To"] for letter in server.letters] == ["fb51@stadt.example"] * 2
    done.refresh_from_db()
    assert (done.is_lost, done.waiting) == (False, [])


@pytest.mark.django_db(transaction=True)
def test_child_that_fails_is_noticed(
    abfrage: ExtractRound, coordination: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", 60)
    lost = Mailing.objects.create(
        round=abfrage, kind="extract", subject="S", text="T", total=1, waiting=[0], **Recorded.stamp(None)
    )
    Mailing.objects.filter(pk=lost.pk).update(broke_off=True)
    mailing.resume(lost)
    lost.refresh_from_db()
    assert lost.is_lost
