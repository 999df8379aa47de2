"""The pages of handovers: asked, shown, done, acknowledged, and the letter that goes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.models import Departure, Takeover
from tests import factories as make
from tests.city import build_city
from tests.smtp import Post, listening
from tests.steering.departures.holdings import hold_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with listening() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.SITE_URL = "https://stadt.example"
        yield post


@pytest.fixture
def leaver() -> User:
    build_city()
    unit = Unit.objects.get(slug="51.3")
    return make.make_user(Hat.DEPARTMENT, username="geht", unit=unit, function="Stelle 51.3")


@pytest.fixture
def heir(leaver: User) -> User:
    return make.make_user("", username="kommt", function="Leitung 51.3")


@pytest.fixture
def office(client: Client, leaver: User) -> User:
    office = make.make_user(Hat.ADMINISTRATION)
    client.force_login(office)
    return office


def data(**fields: Any) -> dict[str, Any]:
    said = {"heir": "kommt", "last_day": f"{timezone.localdate()}", "reason": "Ruhestand"}
    return {**said, "deactivates": "on", **fields}


def seen_in(html: str) -> str:
    return html.split('name="seen" value="')[1].split('"')[0]


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_person_hands_over_in_two_steps_and_the_heir_is_written_to(
    client: Client, post: Post, office: User, leaver: User, heir: User
) -> None:
    hold_everything(leaver, Unit.objects.get(slug="51.3"))
    path = f"/personen/{leaver.pk}/uebergabe/"
    html = text_of(client, path)
    assert "Danach ist niemand mehr für 51.3 da." in html
    assert path in text_of(client, f"/personen/{leaver.pk}/")
    preview = client.post(path, data()).content.decode()
    assert "Zugehörigkeit zu Stellen (1)" in preview
    assert "wird sofort deaktiviert" in preview
    assert not Departure.objects.filter(person=leaver).exists()
    done = client.post(path, data(seen=seen_in(preview)), follow=True).content.decode()
    takeover = Takeover.objects.get(departure__person=leaver)
    assert "ist vollzogen" in done
    assert "Noch nicht bestätigt." in done
    assert takeover.mailed_at
    (letter,) = post.letters
    assert letter["To"] == heir.email
    assert letter["Subject"] == "Sie übernehmen Aufgaben von Stelle 51.3"
    text = letter.get_body().get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    assert "- 51.3 Kindertagesstätten\n  https://stadt.example/massnahmen/?stelle=51.3\n" in text
    assert f"https://stadt.example/uebernahmen/{takeover.pk}/" in text


def test_what_changed_since_the_preview_is_shown_again(
    client: Client, office: User, leaver: User, heir: User
) -> None:
    path = f"/personen/{leaver.pk}/uebergabe/"
    seen = seen_in(client.post(path, data()).content.decode())
    make.make_follow_up(28, by=leaver)
    again = client.post(path, data(seen=seen)).content.decode()
    assert "Seit der Vorschau hat sich etwas geändert." in again
    assert "Wiedervorlagen zu Maßnahmen (1)" in again
    assert not Departure.objects.exists()
    client.post(path, data(seen=seen_in(again)))
    assert Departure.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"heir": ""}, "Wer übernimmt „Zugehörigkeit zu Stellen“?"),
        ({"heir": "geht"}, "kann nicht an sich selbst übergeben"),
        ({"reason": ""}, "Grund"),
    ],
)
def test_faulty_entry_is_refused_with_the_way_out(
    client: Client, office: User, leaver: User, heir: User, fields: dict[str, str], told: str
) -> None:
    answer = client.post(f"/personen/{leaver.pk}/uebergabe/", data(**fields))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_account_that_ends_later_says_so_and_may_be_kept(
    client: Client, office: User, leaver: User, heir: User
) -> None:
    path = f"/personen/{leaver.pk}/uebergabe/"
    day = timezone.localdate() + dt.timedelta(days=9)
    preview = client.post(path, data(last_day=f"{day}")).content.decode()
    assert f"gilt bis zum {day:%d.%m.%Y}; in der Nacht danach" in " ".join(preview.split())
    page = client.post(path, data(last_day=f"{day}", seen=seen_in(preview)))["Location"]
    for shown in (page, "/uebergaben/"):
        assert f"aktiv bis {day:%d.%m.%Y}" in text_of(client, shown)
    for told in ("über den letzten Tag hinaus offen", "kein Ende vorgesehen"):
        assert told in client.post(f"{page}konto/", follow=True).content.decode()
    assert "aktiv bis" not in text_of(client, page)
    assert "Konto nicht beenden" not in text_of(client, page)


def test_heir_sees_what_to_acknowledge_until_it_is_done_and_the_office_sees_that_it_is_open(
    client: Client, office: User, leaver: User, heir: User
) -> None:
    departure = make.make_departure(leaver, heir)
    assert "Übernahme ist noch nicht bestätigt" in text_of(client, "/")
    assert "1 Übernahme ist noch nicht bestätigt." in text_of(client, "/konto/")
    assert "bestätigt am" not in text_of(client, "/uebergaben/")
    path = f"/uebernahmen/{departure.takeovers.get().pk}/"
    client.force_login(heir)
    for page in ("/", "/konto/"):
        assert path in text_of(client, page)
    assert "Übernahme bestätigen" in text_of(client, path)
    assert client.post(path)["Location"] == "/"
    assert path not in text_of(client, "/")
    assert "Sie haben die Übernahme am" in text_of(client, path)
    client.force_login(office)
    assert "Bestätigt am" in text_of(client, f"/uebergaben/{departure.pk}/")
    assert "bestätigt am" in text_of(client, "/uebergaben/")


def test_letter_that_was_not_taken_is_told_and_sent_again(
    client: Client, post: Post, office: User, leaver: User, heir: User
) -> None:
    User.objects.filter(pk=heir.pk).update(email="weg@stadt.example")
    path = f"/personen/{leaver.pk}/uebergabe/"
    seen = seen_in(client.post(path, data()).content.decode())
    client.post(path, data(seen=seen))
    departure = Departure.objects.get()
    html = text_of(client, f"/uebergaben/{departure.pk}/")
    assert "Der Mailserver nimmt die Adresse nicht an (Antwort 550)." in html
    User.objects.filter(pk=heir.pk).update(email="neu@stadt.example")
    again = f"/uebergaben/{departure.pk}/senden/"
    client.post(again)
    assert [one["To"] for one in post.letters] == ["neu@stadt.example"]
    answer = client.post(again, follow=True).content.decode()
    assert "Alle haben ihr Schreiben erhalten" in answer


@pytest.mark.django_db(transaction=True)
def test_child_writes_to_who_takes_over(
    client: Client, leaver: User, heir: User, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as post:
        monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("EMAIL_PORT", str(post.port))
        path = f"/personen/{leaver.pk}/uebergabe/"
        seen = seen_in(client.post(path, data()).content.decode())
        client.post(path, data(seen=seen))
    assert [one["To"] for one in post.letters] == [heir.email]
    assert Takeover.objects.get().mailed_at
