import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalogue.models import NeedChange
from integration.accounts.models import Session, User
from integration.accounts.sessions import idle_time
from tests.city import build_city
from tests.integration.people import PASSWORD, make_coordination, make_user

pytestmark = pytest.mark.django_db
TEXT = "Die Plätze in der Kita reichen nicht.\r\nZwei Gruppen fehlen."
PATH = "/bedarfe/neu/"


@pytest.fixture
def person() -> User:
    build_city()
    return make_coordination()


@pytest.fixture
def late(client: Client, person: User) -> Client:
    """A browser in which the person's session has ended."""
    client.force_login(person)
    end_sessions()
    return client


def end_sessions() -> None:
    Session.objects.update(last_used=timezone.now() - 2 * idle_time())


def posted(text: str = TEXT) -> dict[str, str]:
    today = f"{timezone.localdate():%d.%m.%Y}"
    return {"title": "Zu wenige Plätze", "description": text, "observed_on": today, "source": "Kita"}


def sign_in(client: Client, username: str = "koordination") -> str:
    data = {"username": username, "password": PASSWORD}
    return client.post("/anmelden/", data).headers["Location"]


def test_late_form_is_given_back_to_its_writer_and_not_carried_out(late: Client) -> None:
    answer = late.post(PATH, {**posted(), "csrfmiddlewaretoken": "verbraucht"})
    assert answer.headers["Location"] == "/anmelden/?next=/fortsetzen/"
    assert not NeedChange.objects.exists()
    assert "aufgehoben, aber noch nicht gespeichert" in late.get(answer.headers["Location"]).content.decode()
    assert sign_in(late) == "/fortsetzen/"
    page = late.get("/fortsetzen/").content.decode()
    assert f'action="{PATH}"' in page
    assert "Zwei Gruppen fehlen." in page
    assert "verbraucht" not in page


def test_nothing_is_kept_where_nothing_shall_be(late: Client, settings: Settings) -> None:
    settings.RETENTION_DAYS = {**settings.RETENTION_DAYS, "sessions": 0}
    assert late.post(PATH, posted()).headers["Location"] == f"/anmelden/?next={PATH}"
    assert sign_in(late) == "/"


def test_late_form_is_gone_once_it_was_sent(late: Client) -> None:
    late.post(PATH, posted())
    sign_in(late)
    # A browser ends lines in its own way when it sends a hidden field.
    assert late.post(PATH, posted(TEXT.replace("\r\n", "\n"))).status_code in (302, 422)
    assert late.get("/fortsetzen/").headers["Location"] == "/"


def test_late_form_stays_where_it_could_not_be_carried_out(late: Client) -> None:
    late.post("/bedarfe/4711/bearbeiten/", posted())
    sign_in(late)
    assert late.post("/bedarfe/4711/bearbeiten/", posted()).status_code == 404
    assert "Zwei Gruppen fehlen." in late.get("/fortsetzen/").content.decode()


def test_late_form_is_shown_to_nobody_else(late: Client) -> None:
    make_user("fb51")
    late.post(PATH, posted())
    assert sign_in(late, "fb51") == "/fortsetzen/"
    assert late.get("/fortsetzen/").headers["Location"] == "/"
    late.post("/abmelden/")
    assert sign_in(late) == "/"


def test_late_forms_of_several_tabs_are_kept_and_can_be_given_up(late: Client) -> None:
    for text in ("Das ist der erste Text", "Das ist der zweite Text", "Das ist der zweite Text"):
        late.post(PATH, posted(text))
    sign_in(late)
    page = late.get("/fortsetzen/").content.decode()
    names = re.findall(r'name="verwerfen" value="(\w+)"', page)
    assert len(names) == 2
    late.post("/fortsetzen/", {"verwerfen": names[0]})
    page = late.get("/fortsetzen/").content.decode()
    assert "der zweite Text" in page
    assert "der erste Text" not in page


def test_late_form_survives_that_another_page_was_asked_for_first(late: Client) -> None:
    assert late.get("/massnahmen/").status_code == 302
    late.post(PATH, posted())
    assert sign_in(late) == "/fortsetzen/"


def test_late_form_names_the_files_that_are_lost(late: Client) -> None:
    late.post("/import/", {"file": SimpleUploadedFile("Katalog.xlsx", b"PK"), "note": TEXT})
    sign_in(late)
    page = late.get("/fortsetzen/").content.decode()
    assert "Wählen Sie auf der nächsten Seite noch einmal: Katalog.xlsx" in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize("path", ["/konto/passwort/", "/personen/neu/"])
def test_what_has_passwords_is_not_kept(late: Client, path: str) -> None:
    late.post(path, {"old_password": "Geheimes Wort hier"})
    assert "Geheimes" not in str([row.get_decoded() for row in Session.objects.all()])


def test_scripts_keep_their_texts_themselves(late: Client) -> None:
    late.post(PATH, posted(), headers={"sec-fetch-mode": "cors"})
    assert sign_in(late) == "/"


def test_too_much_is_not_kept(late: Client) -> None:
    late.post(PATH, posted("x " * 600_000))
    assert sign_in(late) == "/"


def test_deactivated_person_leaves_nothing(late: Client, person: User) -> None:
    User.objects.update(is_active=False)
    late.post(PATH, posted())
    assert "Kita" not in str([row.get_decoded() for row in Session.objects.all()])


def test_forged_late_form_is_refused_before_it_is_kept(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    end_sessions()
    assert client.post(PATH, posted()).status_code == 403
    assert "Kita" not in str([row.get_decoded() for row in Session.objects.all()])


def test_other_tabs_can_still_be_sent_after_signing_in_again(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    data = {"username": "koordination", "password": PASSWORD}
    token = token_in(client, "/anmelden/")
    client.post("/anmelden/", {**data, "csrfmiddlewaretoken": token})
    open_tab = token_in(client, PATH)
    end_sessions()
    client.post("/anmelden/", {**data, "csrfmiddlewaretoken": token_in(client, "/anmelden/")})
    assert client.post(PATH, {"csrfmiddlewaretoken": open_tab}).status_code == 422
    client.post("/abmelden/", {"csrfmiddlewaretoken": open_tab})
    client.post("/anmelden/", {**data, "csrfmiddlewaretoken": token_in(client, "/anmelden/")})
    assert client.post(PATH, {"csrfmiddlewaretoken": open_tab}).status_code == 403  # signed out on purpose


def token_in(client: Client, path: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found.group(1)
