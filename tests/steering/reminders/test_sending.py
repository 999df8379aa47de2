"""Reminders leave by SMTP: one digest a person, each event once, whatever fails or runs beside it."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import Assignment, ReminderChoice, ReminderLetter, ReminderSent, ReportSignature
from steering.reminders.sending import plan, remind
from tests import factories as make
from tests.city import build_city
from tests.smtp import Post, listening


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with listening() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.SITE_URL = "https://katalog.example"
        yield post


def day(ahead: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=ahead)


def at(ahead: int = 0) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=ahead)


def unit(slug: str = "51.3") -> Unit:
    return Unit.objects.get(slug=slug)


@pytest.fixture
def kita() -> User:
    """The city, the person of 51.3, and meetings and talks enough that only what a test adds is owed."""
    build_city()
    for month in (2, 10):
        make.make_meeting(dt.date(day().year, month, 1), state="genehmigt")
    for slug in ("FB-51", "FB-61"):
        make.make_goal_talk(unit(slug), day().year)
    return make.make_user(Hat.DEPARTMENT, unit=unit(), function="Stelle 51.3", email="kita@stadt.example")


def body(letter: EmailMessage) -> str:
    part = letter.get_body()
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def told(post: Post) -> list[str]:
    return [letter["To"] for letter in post.letters]


@pytest.mark.django_db
def test_one_digest_with_links_and_each_event_once(post: Post, kita: User) -> None:
    task = make.make_assignment(unit(), "Bedarf prüfen", due=day())
    question = make.make_clarification(28, "Wer zahlt?", unit=unit(), due=day(5))
    remind(now=at())
    remind(now=at())
    (letter,) = post.letters
    assert letter["To"] == "kita@stadt.example"
    assert letter["Subject"] == "Erinnerung: 1 fällig, 1 weitere"
    text = body(letter)
    assert f"Auftrag der Steuerungsgruppe: Bedarf prüfen, fällig am {day():%d.%m.%Y}" in text
    assert f"https://katalog.example/aufgaben/{task.pk}/" in text
    assert f"https://katalog.example/klaerungen/{question.pk}/" in text
    assert text.index("Fällig:") < text.index("Demnächst:")
    assert "für Sie (Stelle 51.3) steht" in text
    assert ReminderSent.objects.filter(recipient=kita).count() == 2
    log = ReminderLetter.objects.get()
    assert (log.function, log.failed, log.attempts, log.text) == ("Stelle 51.3", "", 1, text.strip())


@pytest.mark.django_db
def test_what_is_not_due_waits_for_the_week_and_what_is_due_does_not(post: Post, kita: User) -> None:
    make.make_clarification(28, "Erste", unit=unit(), due=day(20))
    remind(now=at(7))
    make.make_clarification(28, "Zweite", unit=unit(), due=day(22))
    remind(now=at(10))
    assert len(post.letters) == 1
    remind(now=at(14))
    assert "Zweite" in body(post.letters[1])
    assert "Erste" not in body(post.letters[1])
    assert "Eine Sache, an die wir Sie schon erinnert haben, ist noch offen." in body(post.letters[1])
    make.make_assignment(unit(), due=day(15))
    remind(now=at(15))
    assert len(post.letters) == 3


@pytest.mark.django_db
def test_daily_digest_comes_with_whatever_is_new(post: Post, kita: User) -> None:
    ReminderChoice.objects.create(user=kita, pace="taeglich")
    make.make_clarification(28, "Erste", unit=unit(), due=day(10))
    remind(now=at())
    make.make_clarification(28, "Zweite", unit=unit(), due=day(10))
    remind(now=at())
    assert len(post.letters) == 1
    remind(now=at(1))
    assert len(post.letters) == 2


@pytest.mark.django_db
def test_moved_day_is_a_new_event(post: Post, kita: User) -> None:
    task = make.make_assignment(unit(), due=day())
    remind(now=at())
    task.due = day(1)
    task.save()
    remind(now=at(1))
    assert len(post.letters) == 2


@pytest.mark.django_db
def test_refused_address_leaves_a_note_and_is_tried_again(post: Post, kita: User) -> None:
    kita.email = "weg@stadt.example"
    kita.save()
    other = make.make_user("", username="fb61", unit=unit("FB-61"))
    make.make_assignment(unit(), due=day())
    make.make_assignment(unit("FB-61"), due=day())
    with pytest.raises(CommandError, match=r"Stelle 51\.3: Der Mailserver nimmt die Adresse nicht an"):
        call_command("remind", stdout=io.StringIO())
    assert told(post) == [other.email]
    (note,) = ReminderLetter.objects.undelivered()
    assert note.failed == "Der Mailserver nimmt die Adresse nicht an (Antwort 550)."
    remind(now=at())
    assert ReminderLetter.objects.get(pk=note.pk).attempts == 2
    kita.email = "kita@stadt.example"
    kita.save()
    make.make_assignment(unit(), "Räume suchen", due=day())
    remind(now=at())
    assert told(post) == [other.email, "kita@stadt.example"]
    assert "Räume suchen" in body(post.letters[1])
    assert not ReminderLetter.objects.undelivered().exists()


@pytest.mark.django_db
def test_absent_server_leaves_a_note_for_everybody(post: Post, kita: User, settings: Any) -> None:
    make.make_assignment(unit(), due=day())
    settings.EMAIL_PORT = 1
    (letter,) = remind(now=at())
    assert (letter.failed, letter.sent_at) == ("Der Mailserver war nicht zu erreichen.", None)
    settings.EMAIL_PORT = post.port
    (letter,) = remind(now=at())
    assert letter.sent_at
    assert len(post.letters) == 1


@pytest.mark.django_db
def test_dry_run_says_what_would_go_to_whom_and_does_nothing(post: Post, kita: User) -> None:
    make.make_assignment(unit(), due=day())
    out = io.StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert "An: Stelle 51.3 <kita@stadt.example>" in out.getvalue()
    assert "Auftrag der Steuerungsgruppe: Bedarf prüfen" in out.getvalue()
    assert "Hinaus gingen: 1." in out.getvalue()
    assert not post.letters
    assert not ReminderLetter.objects.exists()


@pytest.mark.django_db
def test_command_needs_the_sites_address(kita: User, settings: Any) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL fehlt"):
        call_command("remind")


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_once(post: Post, kita: User) -> None:
    make.make_assignment(unit(), due=day())
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        remind(now=at())
        connection.close()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert told(post) == ["kita@stadt.example"]
    assert ReminderLetter.objects.get().attempts == 1


@pytest.mark.django_db
def test_letters_are_forgotten_after_two_years(post: Post, kita: User) -> None:
    task = make.make_assignment(unit(), due=day())
    remind(now=at())
    Assignment.objects.filter(pk=task.pk).update(done_at=at(), answer="Getan")
    remind(now=at(729))
    assert ReminderLetter.objects.filter(subject__contains="Auftrag").exists()
    remind(now=at(731))
    assert not ReminderLetter.objects.filter(subject__contains="Auftrag").exists()


@pytest.mark.django_db
def test_letter_that_another_run_holds_is_left_until_that_is_dead(post: Post, kita: User) -> None:
    make.make_assignment(unit(), due=day())
    ReminderLetter.objects.create(recipient=kita, function="Stelle 51.3", tried_at=at())
    assert remind(now=at()) == []
    (letter,) = remind(now=timezone.now() + dt.timedelta(minutes=11))
    assert letter.sent_at


def cosigning(year: int) -> None:
    """Store a report that waits for a unit's signature."""
    report = make.make_report(year=year, state="mitzeichnung", content={"year": year})
    make.make_section(report, unit=unit(), is_done=True)
    stamp = ReportSignature.stamp(None)
    ReportSignature.objects.create(report=report, unit=unit("FB-61"), sha256="", **stamp)


@pytest.mark.django_db
def test_plan_costs_the_same_for_one_and_for_many(
    kita: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    cosigning(2020)
    with django_assert_max_num_queries(45) as before:
        plan(now=at())
    for number in range(3):
        make.make_user("", username=f"mehr{number}", unit=unit())
        task = make.make_assignment(unit(), due=day())
        make.make_clarification(28, f"Frage {number}", unit=unit(), due=day(-1))
        make.make_follow_up(28, day(), by=kita)
        goal = make.make_goal(make.make_goal_talk(unit(), day().year - 1 - number), steps=[("Tun", day())])
        make.make_indicator(goal, due=day(-1))
        make.make_extract(unit("FB-61"), due=day())
        make.make_measure(100 + number, lead="51.3", next_step_date=f"{day(-1):%Y-%m-%d}")
        make.make_assignment(unit(), due=day(), wished_due=day(9))
        cosigning(2021 + number)
        assert task.pk
    with django_assert_num_queries(len(before)):
        assert len(plan(now=at()).digests) == 4
