"""What a page tells a screen reader, held in `names/<page>.yml`.

Who changes a page on purpose writes them anew and reads the difference:
WRITE_NAMES=1 python3 run.py test tests/browser/test_keyboard.py tests/browser/test_names.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page

NAMES = Path(__file__).parent / "names"
DAYS = "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"
CHANGING = (  # what is of today, or given by the database
    (r"\d{2}\.\d{2}\.\d{4}", "TT.MM.JJJJ"),
    (r"\d{4}-\d{2}-\d{2}", "JJJJ-MM-TT"),
    (r"\d{2}:\d{2} Uhr", "HH:MM Uhr"),
    (rf"\b(?:{DAYS})\b", "Wochentag"),
    (r"\b\d+ MB\b", "so viele MB"),
    (r"\b[0-9a-f]{64}\b", "Prüfsumme"),
    # What each app declares; its own tests hold it.
    (r'(?ms)(columnheader "Wie lange"\n)    - rowgroup:\n.*?(?=^  - )', r"\1"),
    # What the time of the year asks for.
    (r'(?ms)^  - region "Takt .*?(?=^  - region|\Z)', ""),
    (r'(?ms)^    - table "Was beim nächsten Lauf hinausgeht":\n.*?(?=^  - region)', ""),
)


def names(page: Page, part: str = "main") -> str:
    """Return what a screen reader is told, without days and without keys that the database gives."""
    told = page.locator(part).aria_snapshot()
    for pattern, instead in CHANGING:
        told = re.sub(pattern, instead, told)
    year = timezone.localdate().year
    for ago, word in ((1, "Vorjahr"), (0, "Jahr"), (-1, "Folgejahr")):
        told = re.sub(rf"\b{year - ago}\b", word, told)
    return re.sub(r"(?m)^( *- /url: )(.*)$", _without_keys, told) + "\n"


def _without_keys(line: re.Match[str]) -> str:
    """Measures have numbers of their own; every other number in an address is a key."""
    is_named = line[2].startswith("/massnahmen/")
    return line[1] + (line[2] if is_named else re.sub(r"\b\d+\b", "N", line[2]))


def tells(page: Page, name: str) -> None:
    """Hold the open page to what `names/<name>.yml` says."""
    told, file = names(page), NAMES / f"{name}.yml"
    if os.environ.get("WRITE_NAMES"):
        file.write_text(told)
    assert told == file.read_text(), f"{page.url} tells screen readers something else than {file.name}"
