"""Barriers that people tell of: stored and mailed, whatever the mail server says; answered in a list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from integration.barriers.models import BarrierReport
from integration.barriers.report_actions import report_barrier, settle_report
from tests.integration.people import make_administration, make_user

pytestmark = pytest.mark.django_db
PAGE = "/barrierefreiheit/"
TOLD = {"problem": "Der Schalter hat keinen Namen", "page": "/massnahmen/", "email": "eva@privat.example"}


@pytest.fixture(autouse=True)
def _mailbox(settings: Any) -> None:
    settings.CONTACT_EMAIL = "barrieren@stadt.example"
    settings.SITE_URL = "https://stadt.example"


def test_report_of_somebody_signed_out_is_stored_and_mailed(client: Client) -> None:
    answer = client.post(PAGE, TOLD, follow=True)
    assert "Ihre Meldung ist angekommen. Sie bekommen spätestens nach einem Monat" in answer.content.decode()
    report = BarrierReport.objects.get()
    assert (report.problem, report.page, report.email) == tuple(TOLD.values())
    assert report.mailed_at
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == (["barrieren@stadt.example"], ["eva@privat.example"])
    assert "Der Schalter hat keinen Namen" in letter.body
    assert "https://stadt.example/barrieren/" in letter.body


def test_report_without_address_promises_no_answer(client: Client) -> None:
    page = client.post(PAGE, {"problem": "Zu klein"}, follow=True).content.decode()
    assert "Ihre Meldung ist angekommen." in page
    assert "Sie bekommen spätestens" not in page


def test_nothing_is_lost_where_no_mail_goes_out(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "angekommen" in client.post(PAGE, TOLD, follow=True).content.decode()
    settings.CONTACT_EMAIL = ""
    client.post(PAGE, TOLD)
    failures = list(BarrierReport.objects.order_by("pk").values_list("mail_failure", flat=True))
    assert failures == [
        "Der Mailserver war nicht zu erreichen.",
        "Keine Adresse eingerichtet (CONTACT_EMAIL).",
    ]
    client.force_login(make_administration())
    assert client.get("/barrieren/").content.decode().count("Nicht per Mail weitergeleitet") == 2


def test_empty_report_is_asked_for(client: Client) -> None:
    page = client.post(PAGE, {"problem": " ", "email": "keine"})
    assert set(page.context["form"].errors) == {"problem", "email"}
    assert not BarrierReport.objects.exists()


def test_who_writes_very_often_waits_and_keeps_the_text(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "barriers": (1, 10**6)}
    client.post(PAGE, TOLD)
    page = client.post(PAGE, TOLD)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Der Schalter hat keinen Namen</textarea>" in page.content.decode()
    assert BarrierReport.objects.count() == 1


def test_page_one_came_from_is_filled_in(client: Client) -> None:
    page = client.get(PAGE, headers={"Referer": "http://testserver/katalog/?q=geheim"})
    assert page.context["form"]["page"].value() == "/katalog/"
    page = client.get(PAGE, headers={"Referer": "https://fremd.example/katalog/"})
    assert page.context["form"]["page"].value() == ""


def test_answer_is_kept_with_who_gave_it(client: Client) -> None:
    late = timezone.now() - dt.timedelta(days=40)
    report = report_barrier(page="", problem="Kein Kontrast", email="", link="", at=late)
    client.force_login(make_administration(function="IT-Service"))
    assert "überfällig" in client.get("/barrieren/").content.decode()
    assert client.post(f"/barrieren/{report.pk}/", {"answer": ""}).status_code == 422
    page = client.post(f"/barrieren/{report.pk}/", {"answer": "Behoben"}, follow=True).content.decode()
    assert "beantwortet" in page
    assert "IT-Service" in page
    with pytest.raises(ValidationError):
        settle_report(report, answer="", by=None)


def test_report_goes_two_years_after_its_answer() -> None:
    old = timezone.now() - dt.timedelta(days=800)
    kept = report_barrier(page="", problem="Offen", email="", link="", at=old)
    gone = report_barrier(page="", problem="Erledigt", email="", link="", at=old)
    settle_report(gone, answer="Behoben", by=None, at=old)
    call_command("clean_up")
    assert list(BarrierReport.objects.all()) == [kept]


def test_only_the_administration_reads_them(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/barrieren/").status_code == 403
