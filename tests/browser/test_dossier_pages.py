"""The meeting's folder in a browser: every look, with the pictures and what changed."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from integration.accounts.models import User
from integration.history.models import ChangeSet
from tests.browser.checks import fits_every_look
from tests.browser.conftest import SignIn
from tests.city import build_past
from tests.factories import make_agenda_item, make_document, make_meeting, make_need_change


def test_dossier_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    empty = make_meeting(dt.date(2019, 3, 1))
    build_past()
    make_meeting(dt.date(2021, 9, 1))
    pinned = ChangeSet.objects.filter(at__year=2022).order_by("at").first()
    meeting = make_meeting(dt.date(2022, 5, 2), pinned=pinned)
    item = make_agenda_item(
        meeting, "Bescheinigungsverfahrensvereinfachungsgesetz", kind="entscheidung", measures=[28]
    )
    item.documents.add(make_document(meeting, "Bescheinigungsverfahrensvereinfachungsgesetz"))
    make_need_change(28)
    sign_in(coordination.username)
    page.goto(f"{live_server}/sitzungen/{meeting.pk}/mappe/")
    page.get_by_text("Maßnahme 28 – entfallen").click()
    page.get_by_text("Als Tabelle").first.click()
    expect(page.get_by_role("img", name="Umsetzungsstand nach Handlungsfeld")).to_be_visible()
    fits_every_look(page)
    page.goto(f"{live_server}/sitzungen/{empty.pk}/mappe/")
    expect(page.get_by_text("Dies ist die erste Sitzung")).to_be_visible()
    fits_every_look(page)


def test_sending_the_dossier_fits_every_look(
    page: Page, live_server: LiveServer, coordination: User, sign_in: SignIn
) -> None:
    build_past()
    pinned = ChangeSet.objects.order_by("at").first()
    day = timezone.localdate() + dt.timedelta(days=14)
    meeting = make_meeting(day, pinned=pinned, state="eingeladen")
    sign_in(coordination.username)
    page.goto(f"{live_server}/sitzungen/{meeting.pk}/mappe/")
    page.get_by_role("link", name="Per E-Mail senden").click()
    page.get_by_role("button", name="Senden").click()
    expect(page.get_by_role("alert")).to_contain_text("Zu keinem Sitz ist eine E-Mail-Adresse bekannt")
    fits_every_look(page)
