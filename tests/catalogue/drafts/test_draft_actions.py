"""Children of imports, met with strangers' files and with sudden death."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.test import Client

from catalogue.drafts import draft_actions, drafting
from catalogue.models import ImportDraft, Measure, MeasureVersion
from catalogue.models.import_draft import SILENCE
from integration import children
from integration.history.models import ChangeSet
from tests.catalogue.import_drafts import wait_for
from tests.catalogue.workbooks import GOAL, LABEL, NR, TEXT, workbook
from tests.factories import make_draft, make_user
from tests.integration.spreadsheets.test_corpus import FILES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference_data")]

State = ImportDraft.State
HANDFUL = {
    "apache_poc-xmlbomb.xlsx",
    "apache_protected_passtika.xlsx",
    "PHPOffice_HiddenSheet.xlsx",
    "tafia_issue_174.xlsx",
}
ODD = [
    pytest.param(path, id=path.name, marks=() if path.name in HANDFUL else pytest.mark.long)
    for path in FILES
    if path.parent.name == "odd"
]


@pytest.mark.parametrize("path", ODD)
def test_odd_workbook_is_previewed_or_refused_with_a_sentence(client: Client, path: Path) -> None:
    client.force_login(make_user())
    started = time.monotonic()
    with path.open("rb") as file:
        assert client.post("/import/", {"file": file}).status_code == 302
    draft = wait_for(ImportDraft.objects.get())
    assert time.monotonic() - started < 15
    assert draft.state in (State.READY, State.REFUSED)
    assert bool(draft.message) == (draft.state == State.REFUSED)
    assert draft.message != draft_actions.READING_BROKE_OFF
    assert client.get(f"/import/{draft.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("state", "verb", "left", "sentence"),
    [
        (State.REFUSED, "lesen", State.REFUSED, draft_actions.READING_BROKE_OFF),
        (State.READY, "anwenden", State.READY, draft_actions.APPLYING_BROKE_OFF),
    ],
)
def test_killed_child_is_noticed_at_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, state: str, verb: str, left: str, sentence: str
) -> None:
    draft = make_draft(workbook([{NR: "7,0", GOAL: "Ziel"}]))
    drafting.read(draft)
    draft.tell(state=state)
    client.force_login(make_user())
    started: list[subprocess.Popen[bytes]] = []
    start = children.start

    def remembered(*command: str) -> subprocess.Popen[bytes]:
        started.append(start(*command))
        return started[-1]

    monkeypatch.setattr(children, "start", remembered)
    monkeypatch.setattr(draft_actions, "PATIENCE", 0)
    client.post(f"/import/{draft.pk}/{verb}/")
    started[0].send_signal(signal.SIGKILL)
    assert (wait_for(draft, 5).state, draft.message) == (left, sentence)
    assert not ChangeSet.objects.exists()


@pytest.mark.long
def test_child_killed_while_applying_leaves_the_catalogue_as_it_was(client: Client) -> None:
    rows = (
        {NR: f"{number},0", LABEL: "IKO", GOAL: f"Ziel {number}", TEXT: "Text"} for number in range(1, 3001)
    )
    draft = make_draft(workbook(rows))
    drafting.read(draft)
    draft.tell(state=State.APPLYING)
    child = children.start("import_draft", "apply", str(draft.pk))
    kill_while_writing(child, draft)
    draft.refresh_from_db()
    assert (draft.state, draft.is_at_work) == (State.APPLYING, True)
    assert [model.objects.count() for model in (ChangeSet, Measure, MeasureVersion)] == [0, 0, 0]

    ImportDraft.objects.update(touched_at=draft.touched_at - SILENCE)
    client.force_login(make_user())
    assert "Erneut lesen" in client.get(f"/import/{draft.pk}/").content.decode()
    client.post(f"/import/{draft.pk}/lesen/")
    assert wait_for(draft).state == State.READY
    client.post(f"/import/{draft.pk}/anwenden/")
    assert wait_for(draft).state == State.APPLIED
    assert MeasureVersion.objects.count() == 3000


def kill_while_writing(child: subprocess.Popen[bytes], draft: ImportDraft) -> None:
    until = time.monotonic() + 30
    while not draft.progress and time.monotonic() < until:
        time.sleep(0.01)
        draft.refresh_from_db()
    time.sleep(0.3)
    child.kill()
    assert child.wait() == -signal.SIGKILL
