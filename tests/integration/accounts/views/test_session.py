import pytest
from django.test import Client
from django.utils import timezone

from integration.accounts.models import Session, User
from integration.accounts.sessions import idle_time
from tests.integration.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
HOME, OFFICE = {"user-agent": "Firefox/140.0 (iPad)"}, {"user-agent": "Chrome/142 (Windows NT)"}
END = "/konto/anmeldungen/beenden/"


@pytest.fixture
def person() -> User:
    return make_user()


def signed_in(agent: dict[str, str]) -> Client:
    client = Client()
    client.post("/anmelden/", {"username": "stelle", "password": PASSWORD}, headers=agent)
    return client


def is_inside(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def test_account_lists_where_one_is_signed_in(person: User) -> None:
    office, _ = signed_in(OFFICE), signed_in(HOME)
    make_user("andere")
    Client().post("/anmelden/", {"username": "andere", "password": PASSWORD}, headers={"user-agent": "OPR"})
    page = office.get("/konto/").content.decode()
    assert "<strong>Chrome, Windows</strong> – dieses Gerät" in page
    assert "<strong>Firefox, iPad</strong>" in page
    assert "Opera" not in page
    assert str(office.session.session_key) not in page


def test_one_device_is_signed_out(person: User) -> None:
    office, home = signed_in(OFFICE), signed_in(HOME)
    name = Session.objects.get(device="Firefox, iPad").name
    assert "Das Gerät ist abgemeldet" in office.post(END, {"welche": name}, follow=True).content.decode()
    assert (is_inside(office), is_inside(home)) == (True, False)
    assert "war schon beendet" in office.post(END, {"welche": name}, follow=True).content.decode()


def test_nobody_signs_out_another_person(person: User) -> None:
    office = signed_in(OFFICE)
    name = Session.objects.get().name
    other = Client()
    other.force_login(make_user("andere"))
    other.post(END, {"welche": name})
    other.post(END, {"welche": "alle"})
    assert is_inside(office)
    assert not is_inside(other)


def test_everywhere_means_here_as_well(person: User) -> None:
    office, home = signed_in(OFFICE), signed_in(HOME)
    page = office.post(END, {"welche": "alle"}, follow=True).content.decode()
    assert "Sie sind überall abgemeldet" in page
    assert not is_inside(office)
    assert not is_inside(home)
    assert not Session.objects.of(person).exists()


def test_page_says_when_the_session_ends_and_staying_puts_it_off(person: User) -> None:
    client = signed_in(OFFICE)
    ends = timezone.localtime(Session.objects.get().ends_at)
    assert "endet Ihre Anmeldung um <time" in client.get("/konto/").content.decode()
    assert f"{ends:%H:%M} Uhr</time>" in client.get("/konto/").content.decode()
    Session.objects.update(last_used=timezone.now() - idle_time() / 100)
    seconds = client.post("/konto/angemeldet-bleiben/").json()["seconds"]
    assert idle_time().total_seconds() - 5 < seconds <= idle_time().total_seconds()
