"""Writing to the units of an Abfrage in the browser, and the ZIP of all its files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.extracts import mailing
from catalogue.models import Extract, ExtractRound, Mailing, Unit
from catalogue.models.recorded import Recorded
from tests.factories import make_contact, make_extract_round, make_user

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def coordination(client: Client) -> Client:
    client.force_login(make_user(function="Koordination"))
    return client


@pytest.fixture
def abfrage(city: None) -> ExtractRound:
    for slug in ("FB-51", "FB-61"):
        make_contact(Unit.objects.get(slug=slug), email=f"{slug}@stadt.example")
    return make_extract_round(Unit.objects.all(), letter="Liebe {Stelle}")


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """No child: the mailings that one would get."""
    keys: list[int] = []
    monkeypatch.setattr(mailing, "_send_to_child", lambda one: keys.append(one.pk))
    return keys


def path(abfrage: ExtractRound, verb: str) -> str:
    return f"/auszuege/abfragen/{abfrage.pk}/{verb}"


def sent(abfrage: ExtractRound, **fields: Any) -> dict[str, Any]:
    keys = list(abfrage.extracts.filter(unit__slug__startswith="FB").values_list("pk", flat=True))
    return {"extracts": keys, "subject": "Auszug", "text": "Guten Tag", "with_files": "on", **fields}


def test_form_offers_who_can_be_reached_and_names_the_others(
    coordination: Client, abfrage: ExtractRound
) -> None:
    page = coordination.get(path(abfrage, "senden/"))
    html = page.content.decode()
    assert 'FB 61 Stadtplanung: <span class="exact">FB-61@stadt.example</span>' in html
    assert "Liebe {Stelle}" in html
    assert [one.unit.slug for one in page.context["unreached"]] == ["51.3"]


def test_letters_are_sent_as_they_were_edited(
    coordination: Client, abfrage: ExtractRound, handed_over: list[int]
) -> None:
    answer = coordination.post(path(abfrage, "senden/"), sent(abfrage), follow=True)
    one = Mailing.objects.get()
    assert handed_over == [one.pk]
    assert (one.kind, one.subject, one.text, one.with_files) == ("extract", "Auszug", "Guten Tag", True)
    assert len(one.waiting) == one.total == 2
    assert answer.headers["Refresh"]
    assert "0 von 2 Stellen" in answer.content.decode()


def test_only_outstanding_units_are_reminded(
    coordination: Client, abfrage: ExtractRound, handed_over: list[int]
) -> None:
    Extract.objects.filter(unit__slug="FB-61").update(received_at=timezone.now())
    page = coordination.get(path(abfrage, "erinnern/"))
    assert [one.unit.slug for one in page.context["form"].reached.values()] == ["FB-51"]
    assert coordination.post(path(abfrage, "erinnern/"), sent(abfrage)).status_code == 422
    keys = [abfrage.extracts.get(unit__slug="FB-51").pk]
    coordination.post(path(abfrage, "erinnern/"), sent(abfrage, extracts=keys))
    assert Mailing.objects.get().kind == "reminder"


@pytest.mark.parametrize("missing", ["extracts", "subject", "text"])
def test_incomplete_letter_is_refused(coordination: Client, abfrage: ExtractRound, missing: str) -> None:
    answer = coordination.post(path(abfrage, "senden/"), sent(abfrage, **{missing: []}))
    assert answer.status_code == 422
    assert not Mailing.objects.exists()


def test_round_tells_what_broke_off_and_what_failed(
    coordination: Client, abfrage: ExtractRound, handed_over: list[int]
) -> None:
    keys = list(abfrage.extracts.values_list("pk", flat=True))
    fields = {"kind": "reminder", "subject": "S", "text": "T", "total": 3, **Recorded.stamp(None)}
    one = Mailing.objects.create(round=abfrage, waiting=keys[1:], broke_off=True, **fields)
    html = coordination.get(path(abfrage, "")).content.decode()
    assert "nach 1 von 3 Stellen abgebrochen" in html
    coordination.post(path(abfrage, "weiter-senden/"))
    assert handed_over == [one.pk]
    Mailing.objects.update(waiting=[], failed=1)
    html = coordination.get(path(abfrage, "")).content.decode()
    assert "1 von 3 Stellen hat die letzte E-Mail" in html


def test_zip_holds_both_files_of_every_unit_and_is_logged(
    coordination: Client, abfrage: ExtractRound
) -> None:
    answer = coordination.get(path(abfrage, "auszuege.zip"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    day = f"{abfrage.key_date:%Y-%m-%d}"
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        f"Auszug_{slug}_{day}.{suffix}" for slug in ("51.3", "FB-51", "FB-61") for suffix in ("pdf", "xlsx")
    ]
    assert archive.read(f"Auszug_51.3_{day}.pdf").startswith(b"%PDF")
    assert abfrage.extracts.filter(events__kind="downloaded").count() == 3


def test_zip_says_why_a_pdf_is_missing(coordination: Client, abfrage: ExtractRound, settings: Any) -> None:
    settings.CHILD_MEMORY_MB = 60
    answer = coordination.get(path(abfrage, "auszuege.zip"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    (name,) = (one for one in archive.namelist() if one.startswith("Auszug_51.3") and one.endswith("txt"))
    assert "60 MB Arbeitsspeicher" in archive.read(name).decode()
