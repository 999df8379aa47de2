"""Which column a heading names, however it is spelled."""

from __future__ import annotations

import pytest

from catalogue.reference.references import References
from catalogue.spreadsheet.columns import layout
from catalogue.spreadsheet.recognising import KnownHeadings

pytestmark = pytest.mark.usefixtures("reference_data")


def key_of(*path: str) -> str | None:
    refs = References.load()
    found = KnownHeadings(layout(refs), refs).find(path)
    return found.column.key if found else None


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (("Nr.",), "number"),
        (("Maßnahmen-Nr.",), "number"),
        (("Massnahme",), "text"),
        (("MASSNAHME - WAS",), "text"),
        (("Maß-\nnahme – was",), "text"),
        (("Bemerkugen",), "remark"),
        (("Ziel – was soll erreicht werden",), "goal"),
        (("Klaerungsbedarf",), "clarification"),
        (("Handlungsfeld",), "label"),
        (("Handlungsfeld (zugeordnet)",), "action_field"),
        (("Jugendlichen",), "target_groups:jugendliche"),
        (("Umsetzung (+ Partner): geplant",), "planned"),
        (("Wer", "Hut", "Stadt"), "hat:stadt"),
        (("Stadt",), "hat:stadt"),
        (("Hut Stadt",), "hat:stadt"),
        (("Wer: Stadt",), "hat:stadt"),
        (("Umsetzung", "weitere Stadt"), "city_units"),
        (("Umsetzung", "weitere", "Stadt"), "city_units"),
        (("Umsetzung", "Sachstand"), "progress"),
        (("Fachbereich 51 (Frau Beispiel)",), "unit:FB-51"),
        (("Umsetzung", "Jobcenter"), "unit:jobcenter"),
        (("abweichend: Bemerkungen",), "abweichend: remark"),
    ],
)
def test_find_knows_a_heading(path: tuple[str, ...], key: str) -> None:
    assert key_of(*path) == key


@pytest.mark.parametrize(
    "path",
    [
        ("Kosten",),
        ("Ziel", "Kosten"),
        ("Nächster Schritt am",),  # of two similar ones neither is clearly meant
        ("FB 52",),  # one letter off is another unit
        ("Zielgruppe", "Ehrenamtliche"),
        ("Ort", "andere"),
        ("Zielgruppe", "Stadt"),
        ("abweichend: Kosten",),
        ("???",),
    ],
)
def test_find_does_not_guess(path: tuple[str, ...]) -> None:
    assert key_of(*path) is None


def test_find_is_surer_of_a_heading_below_its_groups_than_of_one_alone() -> None:
    refs = References.load()
    known = KnownHeadings(layout(refs), refs)
    paths = [("Bemerkugen",), ("Fachbereich 51",), ("Bemerkung",), ("Stadt",), ("Wer", "Hut", "Stadt")]
    found = [known.find(path) for path in paths]
    certainties = [one.certainty for one in found if one]
    assert certainties == sorted(certainties)
    assert len(certainties) == len(paths)
