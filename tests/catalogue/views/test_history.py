from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalogue.actions import MeasureEdit, edit_measure, undo
from catalogue.models import MeasureVersion, Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.catalogue.workbooks import record
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("past")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user())
    return client


def department(client: Client, unit: str) -> Client:
    client.force_login(make_user(Hat.DEPARTMENT, unit=Unit.objects.get(slug=unit)))
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def kinds(html: str) -> list[str]:
    return re.findall(r'Uhr <span class="muted">– ([^<]+)</span></h2>', html)


def edit(number: int, goal: str, by: User | None = None) -> None:
    edit_measure(MeasureEdit(number, {("goal",): goal}), by=by, reason="Wegen der Sitzung")


# --- The timeline


def test_history_tells_what_changed_when_and_why(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/7/verlauf/")
    assert kinds(html) == ["geändert", "geändert", "neu"]
    assert "01.06.2021, 12:00 Uhr" in html
    assert "Sitzung im Juni" in html
    assert 'für <del><span class="visually-hidden">entfernt: </span>alle</del>' in html
    assert "Zuständigkeit FB 61" in html
    pk = MeasureVersion.objects.get(number=7, version=2).change_set_id
    assert f'href="/aenderungen/{pk}/"' in html


def test_history_names_functions_and_people_only_to_those_who_may(client: Client) -> None:
    person = make_user(username="mmuster", function="Koordination 50.21")
    edit(7, "Neu", by=person)
    client.force_login(person)
    assert "(mmuster)" in page(client, "/massnahmen/7/verlauf/")
    client.force_login(make_user(Hat.ADMINISTRATION))
    html = page(client, "/massnahmen/7/verlauf/")
    assert "Koordination 50.21" in html
    assert "mmuster" not in html


def test_history_never_shows_a_username_for_a_function(client: Client) -> None:
    edit(7, "Neu", by=make_user(username="mmuster", function=""))
    client.force_login(make_user(Hat.ADMINISTRATION))
    assert "mmuster" not in page(client, "/massnahmen/7/verlauf/")


def test_history_of_a_withdrawn_measure_is_still_there(coordination: Client) -> None:
    undo(MeasureVersion.objects.get(number=30).change_set, by=None, reason="Doppelt angelegt")
    html = page(coordination, "/massnahmen/30/verlauf/")
    assert kinds(html) == ["zurückgenommen", "neu"]
    assert "Die Maßnahme steht heute nicht im Katalog." in html
    assert "Doppelt angelegt" in html


def test_department_sees_the_past_of_its_measures_only(client: Client) -> None:
    client = department(client, "FB-61")
    html = page(client, "/massnahmen/7/verlauf/")
    assert kinds(html) == ["geändert", "neu"]
    assert "So wiederherstellen" not in html
    page(client, "/massnahmen/28/verlauf/", 404)
    assert client.get("/massnahmen/7/verlauf/1/wiederherstellen/").status_code == 403


def test_history_has_pages_and_constant_queries(
    coordination: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15) as few:
        page(coordination, "/massnahmen/7/verlauf/")
    for turn in range(22):
        edit(7, f"Ziel {turn}")
    with django_assert_max_num_queries(15) as many:
        html = page(coordination, "/massnahmen/7/verlauf/")
    assert len(few) == len(many)
    assert len(kinds(html)) == 20
    assert "<strong>25</strong> Änderungen" in html
    assert kinds(page(coordination, "/massnahmen/7/verlauf/?page=2"))[-1] == "neu"


@pytest.mark.parametrize("number", [99, 0, 10**20])
def test_measure_that_never_was_has_no_history(coordination: Client, number: int) -> None:
    page(coordination, f"/massnahmen/{number}/verlauf/", 404)
    page(coordination, f"/massnahmen/{number}/verlauf/1/wiederherstellen/", 404)


def test_measure_leads_to_its_history(coordination: Client) -> None:
    assert 'href="/massnahmen/7/verlauf/"' in page(coordination, "/massnahmen/7/")


# --- Restoring

RESTORE = "/massnahmen/7/verlauf/1/wiederherstellen/"


def test_every_earlier_version_can_be_restored(coordination: Client) -> None:
    html = page(coordination, "/massnahmen/7/verlauf/")
    found = re.findall(r'href="/massnahmen/7/verlauf/(\d)/wiederherstellen/"', html)
    assert found == ["2", "1"]
    assert "So steht es heute" in html


def test_restoring_says_first_what_it_changes(coordination: Client) -> None:
    html = page(coordination, RESTORE)
    assert '<ins><span class="visually-hidden">neu: </span>alle</ins>' in html
    assert "Zuständigkeit FB 61" in html
    assert 'name="seen" value="3"' in html
    assert record(7).goal == "Ein Büro für viele Fragen"


def test_restoring_happens_with_its_reason(coordination: Client) -> None:
    response = coordination.post(RESTORE, {"seen": "3", "reason": "Versehen"}, follow=True)
    html = response.content.decode()
    assert "Maßnahme 7 ist wiederhergestellt." in html
    assert "Stand vom 10.01.2020, 08:00 Uhr: Versehen" in html
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_restoring_over_a_later_edit_is_asked_again(coordination: Client) -> None:
    edit(7, "Inzwischen neu")
    response = coordination.post(RESTORE, {"seen": "3", "reason": "Versehen"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Inzwischen hat jemand die Maßnahme geändert" in html
    assert "Inzwischen neu" in html
    assert 'value="Versehen"' in html
    assert record(7).goal == "Inzwischen neu"
    assert 'name="seen" value="4"' in html
    coordination.post(RESTORE, {"seen": "4"})
    assert record(7).goal == "Ein Büro für alle Fragen"


def test_nothing_to_restore_is_said(coordination: Client) -> None:
    assert "Nichts wiederherzustellen" in page(coordination, "/massnahmen/7/verlauf/3/wiederherstellen/")
    response = coordination.post("/massnahmen/7/verlauf/3/wiederherstellen/", {"seen": "3"}, follow=True)
    assert "So steht die Maßnahme schon im Katalog" in response.content.decode()


@pytest.mark.parametrize("seen", ["", "abc", "-1", "99", "9" * 30, "\x00"])
def test_forged_version_changes_nothing(coordination: Client, seen: str) -> None:
    assert coordination.post(RESTORE, {"seen": seen}).status_code == 400
    assert record(7).goal == "Ein Büro für viele Fragen"


def test_too_long_a_reason_is_refused(coordination: Client) -> None:
    html = coordination.post(RESTORE, {"seen": "3", "reason": "x" * 401}).content.decode()
    assert "Bitte prüfen Sie Ihre Angaben" in html
    assert 'name="seen" value="3"' in html
    assert record(7).goal == "Ein Büro für viele Fragen"


def test_restoring_without_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.post(RESTORE, {"seen": "3"}).status_code == 403


def test_administration_may_not_restore(client: Client) -> None:
    client.force_login(make_user(Hat.ADMINISTRATION))
    assert client.get(RESTORE).status_code == 403
    assert client.post(RESTORE, {"seen": "3"}).status_code == 403
