from __future__ import annotations

import pytest

from catalogue.spreadsheet.states import read_state, status_of
from catalogue.vocabulary import Status


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("läuft", Status.IN_PROGRESS),
        ("Teilweise umgesetzt", Status.IN_PROGRESS),
        ("erledigt", Status.DONE),
        ("NICHT", Status.NOT_BEGUN),
        ("in Planung", Status.PLANNED),
        ("fortlaufend", Status.PERMANENT),
        ("ruht", Status.POSTPONED),
        ("entfällt", Status.DROPPED),
        ("nicht erfasst", Status.NOT_RECORDED),
    ],
)
def test_status_of_knows_how_cities_word_it(word: str, state: Status) -> None:
    assert status_of(word) == state


def test_status_of_has_a_word_for_every_label() -> None:
    assert {status_of(label) for label in Status.labels} == set(Status.values)
    assert status_of("vielleicht") is None
    assert status_of("-") is None


@pytest.mark.parametrize(
    ("cells", "state", "left"),
    [
        ({"planned": "x"}, Status.PLANNED, set()),
        ({"not_begun": "x", "planned": "nein"}, Status.NOT_BEGUN, {"planned"}),
        ({"not_begun": "x", "planned": "x"}, None, {"not_begun", "planned"}),
        ({"status": "geplant", "planned": "x", "status_reason": "weil"}, Status.PLANNED, set()),
        ({"status": "umgesetzt", "planned": "x"}, Status.DONE, {"planned"}),
        ({"status": "?", "planned": "ab 2018"}, Status.PLANNED, {"status", "planned"}),
        ({"status": "?", "status_reason": "weil"}, None, {"status", "status_reason"}),
    ],
)
def test_read_state_invents_none_and_leaves_what_it_cannot_read(
    cells: dict[str, str], state: str | None, left: set[str]
) -> None:
    said = read_state(cells)
    assert (said.state, set(said.left)) == (state, left)
