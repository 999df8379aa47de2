"""Whatever is killed in the middle of its work: nothing is half done, and what was confirmed is there.

Real processes serve over real HTTP and are killed with SIGKILL at moments drawn by chance, 100 rounds in all.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalogue.drafts import drafting
from catalogue.models import ImportDraft, MeasureVersion, Suggestion, Unit, UnitReturn
from integration import children
from integration.accounts.roles import Hat
from integration.files.models import StoredFile
from steering.minutes import minutes_actions
from steering.models import Meeting, Minutes
from tests import factories as make
from tests.catalogue.unit_returns import draft as drafted
from tests.catalogue.unit_returns import issue_to
from tests.catalogue.workbooks import GOAL, NR, TEXT, workbook
from tests.city import build_city
from tests.killing import Service, is_written, processes_with, served, session_of, struck

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
ROUNDS = 25  # of each kind: saving, importing, freezing, returning


@pytest.fixture
def site() -> Iterator[Service]:
    build_city()
    with served(children.database_url(connection.settings_dict)) as service:
        yield service
    call_command("verify")


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Random:
    return Random(request.node.name)


class Aim:
    """When to strike: some time after the request, or, two times of three, after it was seen to write.

    Both follow what happens: were it all or nothing, the rounds would prove nothing. `looks` is how long it
    must be seen to write: what a child does is behind other, shorter writes.
    """

    def __init__(self, draw: Random, span: float, looks: int) -> None:
        self.draw, self.looks = draw, looks
        self.spans = {"sent": span, "writes": span / 50}
        self.since = ""

    def next(self, number: int) -> Callable[[Callable[[], bool]], None]:
        self.since = "writes" if number % 3 else "sent"
        pause = self.draw.uniform(0.3, 1) * self.spans[self.since]

        def wait(over: Callable[[], bool]) -> None:
            while self.since == "writes" and not over() and not self._writes_on():
                time.sleep(0.001)
            time.sleep(pause)

        return wait

    def _writes_on(self) -> bool:
        for _ in range(self.looks):
            if not is_written():
                return False
            time.sleep(0.001)
        return True

    def learn(self, came: bool) -> None:
        self.spans[self.since] *= 0.7 if came else 1.5


def rounds(
    site: Service,
    draw: Random,
    span: float,
    one: Callable[[int, Callable], bool],
    *others: Callable[[], list[int]],
) -> None:
    """Do `ROUNDS` rounds; each sends something by the function it is given and tells whether it came to pass.

    What answers is killed, and `others` with it. A fifth must fall while a transaction writes.
    """
    aim = Aim(draw, span, looks=5 if others else 1)
    came: list[bool] = []
    amid: list[bool] = []

    def send(path: str, data: dict[str, object], session: str) -> bool:
        moment = aim.next(len(came))
        blow = struck(
            lambda: site.request("POST", path, data, session=session), (site.workers, *others), moment
        )
        amid.append(blow.amid)
        return bool(blow.answer and blow.answer[0] < 400)

    for number in range(ROUNDS):
        came.append(one(number, send))
        aim.learn(came[-1])
        site.wait()
    found = f"Of {ROUNDS}, {sum(came)} came to pass, {sum(amid)} were hit in the middle; {aim.spans}."
    assert 0 < sum(came) < ROUNDS, f"{found} The moments are chosen badly."
    assert sum(amid) >= ROUNDS / 5, f"{found} This proves little."


def test_worker_killed_while_saving(site: Service, draw: Random) -> None:
    session = session_of(make.make_user())

    def one(number: int, send: Callable) -> bool:
        before = MeasureVersion.objects.current().with_records().get(number=7)
        words = f"{before.record.text} w{number}."
        cell = {"massnahme": 7, "zeile": 0, "spalte": "text", "fassung": before.version, "text": words}
        confirmed = send("/katalog/zelle/", cell, session)
        after = MeasureVersion.objects.current().with_records().get(number=7)
        assert after.record.text in ((words,) if confirmed else (words, before.record.text))
        assert (after.version != before.version) == (after.record.text == words)
        return after.record.text == words

    rounds(site, draw, 0.25, one)


def test_import_killed_while_it_writes(site: Service, draw: Random) -> None:
    person = make.make_user()
    session, numbers = session_of(person), range(100, 700)  # enough to be hit in the middle

    def texts() -> set[str]:
        found = MeasureVersion.objects.current().filter(number__in=numbers).with_records()
        return {version.record.text for version in found}

    def one(number: int, send: Callable) -> bool:
        rows = [{NR: f"{key},0", GOAL: f"Ziel {key}", TEXT: f"Ausgabe {number}"} for key in numbers]
        draft = make.make_draft(workbook(rows), by=person)
        drafting.read(draft)
        assert draft.state == ImportDraft.State.READY
        before = texts()

        send(f"/import/{draft.pk}/anwenden/", {}, session)
        draft.refresh_from_db()
        is_applied = draft.state == ImportDraft.State.APPLIED
        assert texts() == ({f"Ausgabe {number}"} if is_applied else before)
        assert (draft.change_set is not None) == is_applied
        return is_applied

    rounds(site, draw, 6, one, lambda: processes_with("import_draft", "apply"))


def test_worker_killed_while_freezing(site: Service, draw: Random) -> None:
    session = session_of(make.make_user())

    def one(number: int, send: Callable) -> bool:
        meeting = make.make_meeting(dt.date(2017, 6, 12) + dt.timedelta(weeks=number))
        make.make_agenda_item(meeting, "Ein Büro", measures=[7])
        minutes_actions.save_attendance(meeting, {}, ["Jobcenter"], by=None)
        past = timezone.now() - dt.timedelta(days=2)
        until = timezone.localdate(past)
        minutes_actions.send_draft(meeting, objections_until=until, by=None, at=past)
        files = StoredFile.objects.count()
        path = f"/sitzungen/{meeting.pk}/protokoll/genehmigung/"
        confirmed = send(path, {"later": ""}, session)
        is_frozen = Minutes.objects.filter(meeting=meeting).exists()
        meeting.refresh_from_db()
        assert (meeting.state == Meeting.State.APPROVED) == is_frozen
        assert StoredFile.objects.count() == files + is_frozen
        assert is_frozen or not confirmed
        return is_frozen

    rounds(site, draw, 2, one)


def test_worker_killed_while_a_return_is_sent(site: Service, draw: Random) -> None:
    person = make.make_user(Hat.DEPARTMENT, username="fb51", unit=Unit.objects.get(code="FB 51"))
    session, client = session_of(person), Client()
    client.force_login(person)

    def one(number: int, send: Callable) -> bool:
        extract = issue_to("FB 51", {7: "federfuehrend"})
        answers = {7: {"goal": f"Ziel {number}", "timeframe": "2018"}}
        unit_return = drafted("FB 51", answers, extract=extract)
        path = f"/rueckmeldung/{extract.pk}/absenden/"
        stand = client.get(path).context["seen"]
        confirmed = send(path, {"stand": stand}, session)
        unit_return.refresh_from_db()
        extract.refresh_from_db()
        is_sent = unit_return.state != UnitReturn.State.DRAFT
        assert bool(extract.received_at) == is_sent
        assert Suggestion.objects.filter(answer__unit_return=unit_return).count() == 2 * is_sent
        assert is_sent or not confirmed
        return is_sent

    rounds(site, draw, 0.4, one)
