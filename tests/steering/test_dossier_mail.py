"""The dossier by mail: to a server that listens, only once the invitation has pinned what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.models import Unit
from integration.history.models import ChangeSet
from steering.dossier_mail import draft, send
from steering.guest_actions import add_guest
from steering.letters import is_news
from steering.models import Meeting, MeetingLetter
from tests.city import build_city
from tests.factories import make_agenda_item, make_meeting, make_seat
from tests.integration.people import make_coordination
from tests.pdfs import barriers, text_of
from tests.smtp import Post, listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with listening() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


@pytest.fixture
def meeting() -> Meeting:
    build_city()
    make_seat(Unit.objects.get(slug="FB-61"), function="Leitung", email="fb61@stadt.example")
    make_seat(Unit.objects.get(slug="FB-51"), function="Leitung", email="weg@stadt.example")
    day = timezone.localdate() + dt.timedelta(days=14)
    meeting = make_meeting(day, state=Meeting.State.INVITED, pinned=ChangeSet.objects.latest("at"))
    make_agenda_item(meeting, "Zentrale Anmeldung", kind="entscheidung", measures=[28])
    return meeting


def sent(meeting: Meeting) -> MeetingLetter:
    told = draft(meeting)
    return send(meeting, subject=told["subject"], text=told["text"], by=make_coordination())


def test_members_get_the_folder_and_the_record_says_who(post: Post, meeting: Meeting) -> None:
    letter = sent(meeting)
    (mail,) = post.letters
    (paper,) = mail.iter_attachments()
    content = paper.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert barriers(content) == []
    assert "Zentrale Anmeldung" in text_of(content)
    assert "Ihr Fachbereich" not in text_of(content)
    assert letter.reached == ["FB 61, Leitung"]
    assert [one.who for one in letter.failed] == ["FB 51, Leitung"]


def test_folder_is_no_news_about_time_and_place(post: Post, meeting: Meeting) -> None:
    sent(meeting)
    meeting.place = "Anderswo"
    assert MeetingLetter.objects.get().kind == MeetingLetter.Kind.DOSSIER
    assert is_news(meeting, MeetingLetter.objects.exclude(kind="mappe").first()) is False


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pinned": None}, "Laden Sie zuerst ein"),
        ({"state": Meeting.State.HELD}, "Es geht nichts mehr hinaus"),
    ],
)
def test_folder_is_sent_between_invitation_and_meeting(
    post: Post, meeting: Meeting, fields: dict[str, Any], sentence: str
) -> None:
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    with pytest.raises(ValidationError, match=sentence):
        sent(meeting)
    assert (post.letters, MeetingLetter.objects.count()) == ([], 0)


def test_guest_gets_the_folder_and_is_told_apart(post: Post, meeting: Meeting) -> None:
    add_guest(meeting, function="Leitung Bibliothek", email="gast@stadt.example", by=None)
    letter = sent(meeting)
    assert [mail["To"] for mail in post.letters] == ["fb61@stadt.example", "gast@stadt.example"]
    assert letter.reached == ["FB 61, Leitung", "Leitung Bibliothek (Gast)"]


def test_folder_that_cannot_be_made_says_why(post: Post, meeting: Meeting, settings: Any) -> None:
    settings.CHILD_MEMORY_MB = 60
    letter = sent(meeting)
    assert (post.letters, letter.reached) == ([], [])
    assert "mehr als 60 MB Arbeitsspeicher" in letter.failed[0].failed
