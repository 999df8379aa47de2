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
from steering.invitations import draft, is_news, recipients, send, unreached
from steering.meeting_actions import cancel, save_meeting
from steering.models import Meeting, MeetingLetter
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
    assert [one.address for one in recipients(today)] == [
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


def test_nothing_is_recorded_where_no_letter_could_be_handed_over(post: Post, meeting: Meeting) -> None:
    make_seat(make_unit("vhs"), function="Leitung", email="weg@stadt.example")
    with pytest.raises(ValidationError, match="Es wurde nichts gesendet"):
        sent(meeting)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.letters.count()) == (Meeting.State.PLANNED, 0)


def test_letter_says_whom_it_did_not_reach(post: Post, meeting: Meeting) -> None:
    make_seat(make_unit("vhs"), function="Leitung", email="vhs@stadt.example")
    make_seat(make_unit("FB 61"), function="Leitung", email="weg@stadt.example")
    letter = sent(meeting)
    assert letter.reached == ["vhs, Leitung"]
    assert [who for who, _ in letter.failed] == ["FB 61, Leitung"]
    assert "stadt.example" not in str(letter.recipients)


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
