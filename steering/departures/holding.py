"""One thing that a person holds, and how a kind of such things goes over to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from catalogue.models.recorded import Recorded
from integration.history.models import ChangeSet

ONE_DAY = dt.timedelta(days=1)


class Holding(NamedTuple):
    """One thing that a person holds. `note` is what must be known before it goes over or stays.

    `key` tells it from all others, and changes with whatever of it a successor must have seen.
    """

    key: str
    text: str
    path: str = ""
    note: str = ""
    row: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """One person's things going over to an heir, in a change set."""

    change_set: ChangeSet
    person: Any
    heir: Any
    last_day: dt.date
    today: dt.date

    @property
    def by(self) -> Any:
        return self.change_set.by

    @property
    def first_day(self) -> dt.date:
        """When the heir begins where only one can be at a time: nothing becomes theirs for days gone by."""
        return max(self.last_day + ONE_DAY, self.today)

    def note(self, model: Any, name: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        """Keep in history what went over."""
        self.change_set.reference_changes.create(
            model=model._meta.label_lower, key=name[:200], before=before, after=after
        )

    def pass_on(self, row: Any, name: str) -> None:
        """Let a row that was stated by the person be the heir's; history keeps whose it was."""
        before, stamp = row.by_function, Recorded.stamp(self.heir)
        row.by, row.by_function = self.heir, stamp["by_function"]
        row.save(update_fields=["by", "by_function"])
        self.note(row, name, {"by_function": before}, {"by_function": row.by_function})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of things that a person holds after a day, in words and as a way over.

    `otherwise` says what becomes of them where they stay; without `give` they always do. What `stays` by
    itself goes over only where it is asked for.
    """

    slug: str
    label: str
    otherwise: str
    find: Callable[[Any, dt.date], Iterable[Holding]]
    give: Callable[[Giving, Any], None] | None = None
    stays: bool = False
