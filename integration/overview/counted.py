"""How much waits, thing by thing, counted in one query; each figure counts just the rows it links to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from django.db.models import CharField, Count, QuerySet, Value
from django.urls import reverse

from catalogue.models import Clarification, Extract, Suggestion, UnitReturn
from integration.overview.people import without_unit
from integration.overview.reader import Reader
from integration.overview.stuck import QUERY, stuck
from steering.models import AgendaItem, Assignment, ReminderLetter, Takeover

_SENT = (UnitReturn.State.SENT, UnitReturn.State.DECIDED)


class Tile(NamedTuple):
    """A figure, what it counts, and the rows behind it."""

    number: int
    label: str
    url: str
    note: str = ""


class Counts:
    """The figures that a person's hats ask for; what no hat asks for is not counted."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __getitem__(self, name: str) -> int:
        return self._numbers.get(name, 0)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        parts = [_number(name, rows) for name, rows in self._rows()]
        if not parts:
            return {}
        first, *others = parts
        return dict(first.union(*others, all=True) if others else first)

    def _rows(self) -> Iterator[tuple[str, QuerySet]]:
        reader = self.reader
        if reader.is_office:
            yield from self._of_office()
        if reader.sits_in_group:
            yield "steckt", stuck(reader)
            running = Assignment.objects.visible_to(reader.user).filter(done_at=None)
            yield "auftraege", running
            yield "auftraege-ueberfaellig", running.overdue(on=reader.today)
        if reader.user.has_perm("steering.view_reminderletter"):
            yield "erinnerungen", ReminderLetter.objects.undelivered()
        if reader.user.has_perm("steering.view_departure"):
            yield "uebernahmen", Takeover.objects.open().exclude(successor=reader.user)
        if reader.administers:
            yield "ohne-stelle", without_unit(on=reader.today)

    def _of_office(self) -> Iterator[tuple[str, QuerySet]]:
        reader, today = self.reader, self.reader.today
        returned = UnitReturn.objects.filter(state=UnitReturn.State.SENT)
        questions = Clarification.objects.filter(measure__in=reader.versions.order_by().values("measure"))
        asked = Extract.objects.latest_of_units()
        yield "vorschlaege", Suggestion.objects.open().filter(answer__unit_return__state__in=_SENT)
        yield "rueckmeldungen", returned
        yield "fragen", questions.open()
        yield "fragen-ueberfaellig", questions.overdue(on=today)
        yield "eingegangen", asked.in_state(Extract.State.RECEIVED)
        yield "saeumig", asked.overdue(on=today)
        yield "dateien", UnitReturn.objects.filter(way=UnitReturn.Way.FILE).idle(now=reader.now)
        yield "verlaengerungen", Assignment.objects.running().filter(wished_due__isnull=False)
        yield "themen", AgendaItem.objects.proposed().filter(meeting__starts_at__gte=reader.now)

    @property
    def tiles(self) -> list[Tile]:
        """Return the figures that stand at the top, those of every hat once."""
        return [*self._tiles()]

    def _tiles(self) -> Iterator[Tile]:
        if self.reader.is_office:
            yield from self._office_tiles()
        if self.reader.sits_in_group:
            yield from self._group_tiles()
        if self.reader.administers:
            url = reverse("people-without-unit")
            yield Tile(self["ohne-stelle"], "Personen ohne Stelle", url, "sehen nach der Anmeldung nichts")

    def _group_tiles(self) -> Iterator[Tile]:
        late = self["auftraege-ueberfaellig"]
        note = f"davon {late} überfällig" if late else "keiner überfällig"
        yield Tile(self["auftraege"], "Offene Aufträge", reverse("steering:assignment-list"), note)
        url = f"{reverse('catalogue:measure-list')}{QUERY}"
        yield Tile(self["steckt"], "Maßnahmen stecken fest", url, "überfällig oder lange nicht angefasst")

    def _office_tiles(self) -> Iterator[Tile]:
        late, returns = self["fragen-ueberfaellig"], self["rueckmeldungen"]
        extracts = reverse("catalogue:extract-list")
        yield Tile(
            self["vorschlaege"],
            "Vorschläge zu entscheiden",
            reverse("catalogue:suggestion-list"),
            f"aus {returns} Rückmeldung{'en' if returns != 1 else ''}" if returns else "nichts wartet",
        )
        yield Tile(
            self["eingegangen"],
            "Rückmeldungen zu prüfen",
            f"{extracts}?stand={Extract.State.RECEIVED}",
            "eingegangen",
        )
        yield Tile(
            self["fragen"],
            "Offene Klärungen",
            reverse("catalogue:clarification-list"),
            f"davon {late} überfällig" if late else "keine überfällig",
        )
        yield Tile(
            self["saeumig"], "Stellen im Verzug", f"{extracts}?stand=ueberfaellig", "Frist verstrichen"
        )


def _number(name: str, rows: QuerySet) -> QuerySet:
    counted = rows.order_by().annotate(thing=Value(name, CharField())).values("thing")
    return counted.annotate(number=Count("pk")).values_list("thing", "number")
