"""Letters about a meeting, sent to a mail server that listens, read by another calendar's parser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import vobject
from django.core.exceptions import ValidationError
from django.utils import timezone

from integration.history.models import ChangeSet
from steering.calendar_entry import calendar_entry
from steering.invitation_pdf import invitation_pdf
from steering.invitations import draft, send
from steering.letters import is_news, send_again
from steering.meeting_actions import cancel, save_meeting
from steering.models import Meeting, MeetingLetter
from steering.recipients import recipients, unreached
from tests.factories import make_agenda_item, make_meeting, make_seat, make_unit
from tests.integration.people import make_coordination, make_user
from tests.pdfs import barriers, text_of
from tests.smtp import Post, listening

pytestmark = pytest.mark.django_db
TITLE = "Sitzung, mit Kommas; und\nZeilenumbruch \\ und Umlauten äöüß " + "lang " * 20


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with listening() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


@pytest.fixture
def meeting() -> Meeting:
    meeting = make_meeting(timezone.localdate() + dt.timedelta(days=40), state=Meeting.State.PLANNED)
    make_agenda_item(meeting)
    return meeting


def sent(meeting: Meeting, **fields: Any) -> MeetingLetter:
    return send(
        meeting, **{**draft(meeting), "by": make_coordination(f"k{MeetingLetter.objects.count()}"), **fields}
    )


def files(letter: EmailMessage) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_payload(decode=True) for part in letter.iter_attachments()}  # type: ignore[misc]


def entry_in(letter: EmailMessage) -> Any:
    return vobject.readOne(files(letter)["einladung.ics"].decode())


def test_letter_reaches_members_and_deputies_once_and_names_who_it_cannot_reach() -> None:
    both = make_user("fb61")
    make_seat(make_unit("FB 61"), person=both, deputy=make_user("vertretung"))
    make_seat(make_unit("FB 10"), person=both)
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    make_seat(make_unit("FB 32"), function="Leitung")
    make_seat(make_unit("FB 41"), email="alt@stadt.example", valid_until=dt.date(2018, 1, 1))
    today = timezone.localdate()
    assert [one.address for one in recipients([today])] == [
        "fb61@stadt.example",
        "vertretung@stadt.example",
        "vhs@stadt.example",
    ]
    assert [seat.unit.code for seat in unreached(today)] == ["FB 32"]


def test_invitation_update_and_cancellation_leave_with_one_uid(post: Post, meeting: Meeting) -> None:
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    sent(meeting)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.pinned) == (Meeting.State.INVITED, ChangeSet.objects.latest("at"))
    pinned = meeting.pinned
    save_meeting(meeting, {"place": "Anderer Raum"}, by=None)
    assert is_news(meeting, meeting.letters.get())
    sent(meeting)
    assert not is_news(meeting, meeting.letters.latest("at"))
    meeting = cancel(meeting, "Zu wenige Zusagen", by=None)
    sent(meeting)
    meeting.refresh_from_db()
    assert meeting.pinned == pinned
    entries = [entry_in(letter) for letter in post.letters]
    assert [entry.method.value for entry in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [entry.vevent.sequence.value for entry in entries] == ["0", "1", "2"]
    assert {entry.vevent.uid.value for entry in entries} == {meeting.uid}
    assert files(post.letters[0])[f"Einladung_{meeting.day:%Y-%m-%d}.pdf"].startswith(b"%PDF-")
    assert "Zu wenige Zusagen" in post.letters[2].get_body().get_content()  # type: ignore[union-attr]


def test_letter_says_whom_it_did_not_reach_and_tries_again(post: Post, meeting: Meeting) -> None:
    """Where the address has been corrected meanwhile, and only those whom it did not reach."""
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    lost = make_seat(make_unit("FB 61"), function="Leitung", email="weg@stadt.example")
    letter = sent(meeting)
    assert letter.reached == ["vhs, Leitung"]
    (failed,) = letter.failed
    assert failed.who == "FB 61, Leitung"
    assert failed.failed == "Der Mailserver nimmt die Adresse nicht an (Antwort 550)."
    assert failed.at
    assert "stadt.example" not in str(letter.recipients)
    lost.email = "fb61@stadt.example"
    lost.save()
    send_again(letter, by=None)
    letter.refresh_from_db()
    assert (letter.failed, letter.waiting, len(letter.reached)) == ([], [], 2)
    assert [one["To"] for one in post.letters] == ["vhs@stadt.example", "fb61@stadt.example"]
    assert entry_in(post.letters[1]).vevent.sequence.value == "0"
    with pytest.raises(ValidationError, match="Alle haben das Schreiben erhalten"):
        send_again(letter, by=None)


def test_letter_that_is_out_of_date_is_not_sent_again(meeting: Meeting, settings: Any) -> None:
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    first = sent(meeting)
    assert [one.failed for one in first.failed] == ["Der Mailserver war nicht zu erreichen."]
    save_meeting(meeting, {"place": "Anderer Raum"}, by=None)
    with pytest.raises(ValidationError, match="Zeit oder Ort sind inzwischen andere"):
        send_again(first, by=None)
    sent(meeting)
    with pytest.raises(ValidationError, match="Ein späteres Schreiben hat dieses überholt"):
        send_again(first, by=None)


@pytest.mark.django_db(transaction=True)
def test_child_sends_and_takes_up_what_another_left(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    with listening() as post:
        monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("EMAIL_PORT", str(post.port))
        letter = sent(meeting)
        assert (letter.reached, letter.waiting) == (["vhs, Leitung"], [])
        MeetingLetter.objects.update(waiting=[letter.recipients[0][0]], broke_off=True)
        letter.refresh_from_db()
        assert letter.is_lost
        send_again(letter, by=None)
    letter.refresh_from_db()
    assert (letter.is_lost, letter.waiting, len(post.letters)) == (False, [], 2)


def test_sending_without_any_address_is_refused(meeting: Meeting) -> None:
    with pytest.raises(ValidationError, match="keinem Sitz"):
        sent(meeting)


def test_calendar_entry_survives_another_parser(meeting: Meeting) -> None:
    meeting.title = TITLE
    entry = calendar_entry(
        meeting, sequence=3, attendee="a@stadt.example", text="Eins,\nzwei;", at=timezone.now()
    )
    event = vobject.readOne(entry.decode()).vevent
    assert event.summary.value == TITLE
    assert event.description.value == "Eins,\nzwei;"
    assert event.dtstart.value == meeting.starts_at
    assert event.attendee.value == "mailto:a@stadt.example"
    assert b"BEGIN:VTIMEZONE" in entry
    assert all(len(line) <= 75 for line in entry.split(b"\r\n"))


def test_invitation_on_paper_has_no_barriers_and_tells_the_agenda(meeting: Meeting) -> None:
    make_seat(make_unit("vhs"), function="Leitung")
    make_agenda_item(meeting, "= Kein #Befehl", facts="Räume, *viele*", proposal="Mehr Räume", minutes=25)
    paper = invitation_pdf(meeting, make_coordination(), text="Guten Tag", at=timezone.now())
    assert barriers(paper) == []
    text = text_of(paper)
    for said in ("= Kein #Befehl", "Räume, *viele*", "Beschlussvorschlag", "10:10", "vhs: Leitung"):
        assert said in text
