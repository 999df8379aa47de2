"""The grammar of column B: `Feld [- Unterthema] [(Gegenfeld)]` (domain.md §2)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_COUNTERPART = re.compile(r"\s*\(([^()]*)\)\s*$")
_SUB_TOPIC = re.compile(r"\s+[-–—]\s+|\s*›\s*")


class Label(NamedTuple):
    """The parts of a label as printed; what is not there is empty."""

    field: str
    sub_topic: str
    counterpart: str


@lru_cache(maxsize=4096)
def parse_label(label: str) -> Label:
    """Return the parts of a label: "IKO - Zugangsbarrieren (Bildung)" → IKO, Zugangsbarrieren, Bildung."""
    match = _COUNTERPART.search(label)
    rest = label[: match.start()] if match else label
    field, *sub_topic = _SUB_TOPIC.split(rest.strip(), maxsplit=1)
    return Label(field.strip(), "".join(sub_topic).strip(), match[1].strip() if match else "")


def counterpart(label: str) -> str:
    """Return the counterpart field that a label names in parentheses, or nothing."""
    return parse_label(label).counterpart
