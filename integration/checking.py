"""What must be true of all that is stored: each app declares its checks (`CHECKS`), the roof joins them.

Nothing a page does can break it. A disk can, or a hand in the database; `manage.py verify` says where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Problem(NamedTuple):
    """Something that is not as it must be: where, and in a sentence what."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of thing that is looked at, all of it, in bulk."""

    key: str
    title: str
    problems: Callable[[], Iterable[Problem]]
