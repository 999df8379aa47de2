"""What docs/sicherheit.md claims: every requirement has its line, every test and file it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "sicherheit.md").read_text()
STATES = {"ja", "nein", "entfällt", "Betrieb"}
# ASVS 4.0.3: the requirements of levels 1 and 2, chapter.section: numbers.
ASVS = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2",
    "1.9": "1-2", "1.10": "1", "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6",
    "2.8": "1-6", "2.9": "1-3", "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3 5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1 3-5", "13.2": "1-3 5", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip
GRUNDSCHUTZ = {"CON.10": "1-18", "APP.3.1": "1 4 7-9 11 12 14 20-22"}


def expanded(numbers: dict[str, str], letter: str = "") -> list[str]:
    found = []
    for section, spans in numbers.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            found += [f"{section}.{letter}{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def rows() -> dict[str, list[str]]:
    """Return the cells of each requirement's line, by its number."""
    lines = re.findall(r"^\| ((?:\d+\.\d+|CON\.10|APP\.3\.1)\.A?\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert len({number for number, _ in lines}) == len(lines), "a requirement has two lines"
    return {number: cells.split(" | ") for number, cells in lines}


def test_every_requirement_has_its_line_and_no_other() -> None:
    wanted = [*expanded(ASVS), *expanded(GRUNDSCHUTZ, "A")]
    assert sorted(rows()) == sorted(wanted)


def test_every_line_says_how_it_stands_and_why() -> None:
    for number, cells in rows().items():
        assert len(cells) == 3, number
        assert cells[1] in STATES, number
        assert cells[2].strip(), number


def test_every_test_that_is_named_exists() -> None:
    for module, name in re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE):
        assert re.search(rf"^def {name}\(", (ROOT / "tests" / module).read_text(), re.MULTILINE), name


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(
        r"`((?:docs|integration|templates|requirements)/[\w./-]+|\.ci/run|[\w]+\.(?:md|yml))`", PAGE
    )
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_reference_to_another_line_leads_to_one() -> None:
    known = rows()
    for number, cells in known.items():
        for other in re.findall(r"wie ((?:CON\.10\.A)?[\d.]*\d)", cells[2]):
            assert other in known, f"{number}: {other}"
