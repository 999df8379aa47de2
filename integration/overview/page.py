"""The overview of one person: each part is read when the page asks for it, once."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from catalogue.crosstab import Crosstab
from catalogue.figures import Figure, FirstSteps, LastChange, first_steps
from catalogue.models import ImportDraft, SavedView
from integration.health import Finding
from integration.overview import parts
from integration.overview.counted import Counts, Tile
from integration.overview.reader import Reader
from integration.overview.results import Results, results
from integration.overview.since_extract import SinceExtract, since_extract
from integration.overview.tasks import Tasks
from integration.pictures.shapes import Picture
from steering.dossier import picture
from steering.year_plan import Target


class Overview:
    def __init__(self, user: Any, *, now: dt.datetime) -> None:
        self.reader = Reader(user, now)
        self.counts = Counts(self.reader)
        self.tasks = Tasks(self.reader, self.counts)

    @property
    def is_empty(self) -> bool:
        """True where there is no measure that the person may see."""
        seen = self.whole or self.fields or self.own
        return not (seen and seen.total.total) and not self.reader.versions.exists()

    @cached_property
    def first_steps(self) -> FirstSteps:
        return first_steps(self.reader.today)

    @property
    def tiles(self) -> list[Tile]:
        return self.counts.tiles

    @cached_property
    def whole(self) -> Crosstab | None:
        return parts.whole(self.reader)

    @cached_property
    def fields(self) -> Crosstab | None:
        return parts.of_fields(self.reader)

    @cached_property
    def own(self) -> Crosstab | None:
        return parts.own(self.reader)

    @property
    def picture_of_whole(self) -> Picture | None:
        return picture(self.whole) if self.whole else None

    @property
    def picture_of_fields(self) -> Picture | None:
        return picture(self.fields) if self.fields else None

    @property
    def picture_of_own(self) -> Picture | None:
        return picture(self.own) if self.own else None

    @cached_property
    def to_complete(self) -> list[Figure]:
        return parts.to_complete(self.reader)

    @cached_property
    def rhythm(self) -> list[Target]:
        return parts.rhythm(self.reader)

    @cached_property
    def stuck(self) -> parts.Stuck | None:
        return parts.waiting_longest(self.reader)

    @cached_property
    def results(self) -> Results | None:
        return results(self.reader)

    @cached_property
    def since_extract(self) -> SinceExtract | None:
        return since_extract(self.reader)

    @cached_property
    def last_changes(self) -> list[LastChange]:
        return parts.last_changes(self.reader)

    @cached_property
    def imports(self) -> list[ImportDraft]:
        return parts.last_imports(self.reader)

    @cached_property
    def operation(self) -> list[Finding]:
        return parts.operation(self.reader)

    @cached_property
    def saved_views(self) -> list[SavedView]:
        return parts.saved_views(self.reader)
