"""The demo city's annual reports: those of two closed years, one unit that is late, and a running draft."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalogue.models import Unit
from integration.accounts.models import User
from integration.demo import Event
from steering.freezing import checksum
from steering.models import AnnualReport, Meeting
from steering.reports import publishing, signing
from steering.reports import report_actions as actions
from steering.reports.proposals import proposal
from steering.reports.report_contents import contents

TOLD = settings.BASE_DIR / "fixtures" / "demo-jahresberichte.json"
_STEP = dt.timedelta(days=21)  # how often the office looks whether a report can go on its way
_YEARS = 2
_ASKED_AT, _DUE_IN = 9, 21  # days: when the running report's sections were asked for, and by when

_State = AnnualReport.State


def report_events(people: Mapping[str, User]) -> Iterator[Event]:
    """Yield each event's moment and what makes it. Reports are begun in January and signed in April."""
    now = timezone.now()
    this_year = timezone.localdate(now).year
    story = _Story(people)
    for year in range(this_year - _YEARS, this_year):
        for month, day, happen in ((1, 22, story.begin), (4, 8, story.write), (4, 15, story.sign)):
            at = _moment(dt.date(year + 1, month, day))
            if at < now:
                yield at, partial(happen, year)
    at = _moment(dt.date(this_year - _YEARS + 1, 4, 20))
    while at < now:
        yield at, story.carry_on
        at += _STEP
    yield now - dt.timedelta(days=_ASKED_AT), partial(story.ask, this_year)


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(11, 30)))


class _Story:
    def __init__(self, people: Mapping[str, User]) -> None:
        self.people, self.office = people, people["koordination"]
        self.told: dict[str, Any] = json.loads(TOLD.read_text())

    def unit(self, slug: str) -> Unit:
        found: Unit = Unit.objects.without_tree_fields().get(slug=slug)
        return found

    def begin(self, year: int, *, at: dt.datetime) -> None:
        for unit in (None, *map(self.unit, self.told["units"])):
            report = self._create(unit, year, at)
            if unit is None:
                asked = [self.unit(slug) for slug in self.told["asked"]]
                due = timezone.localdate(at) + dt.timedelta(days=28)
                actions.ask_for_section(report, "umsetzung", asked, due=due, by=self.office, at=at)

    def _create(self, unit: Unit | None, year: int, at: dt.datetime) -> AnnualReport:
        key_date = dt.date(year, 12, 31)
        return actions.create_report(unit, year, key_date=key_date, by=self.office, at=at)

    def write(self, year: int, *, at: dt.datetime) -> None:
        """Have everybody write and finish their sections, most of them out of the data."""
        for report in AnnualReport.objects.filter(year=year).select_related("unit"):
            record = contents(report, today=timezone.localdate(at))
            own = self.told["units"][report.unit.slug] if report.unit else self.told["city"]
            for section in report.sections.select_related("unit", "report"):
                text = own.get(section.kind) or proposal(section.kind, record)
                if section.unit:
                    text = self.told["asked"][section.unit.slug]
                by = self.partner(section.unit or report.unit) or self.office
                actions.save_section(section, text, is_done=True, by=by, at=at)

    def sign(self, year: int, *, at: dt.datetime) -> None:
        for report in AnnualReport.objects.filter(year=year, state=_State.DRAFT):
            report = signing.circulate(report, by=self.office, at=at)
            seen = checksum(AnnualReport.objects.get(pk=report.pk).content)
            for unit in signing.signatories(report):
                by = self.partner(unit)
                way = "" if by else f"Leitung {unit.code}, per E-Mail vom {timezone.localdate(at):%d.%m.%Y}"
                word = self.told["words"].get(unit.slug, "") if report.unit is None else ""
                signing.sign(report, unit, seen=seen, word=word, entered_for=way, by=by or self.office, at=at)
            who = "Leitung FB 50, Verfügung"
            signing.sign_finally(report, entered_for=who, seen=seen, by=self.office, at=at)

    def carry_on(self, *, at: dt.datetime) -> None:
        """Lay signed reports before the next meeting; publish those whose meeting is over."""
        coming = Meeting.objects.upcoming(now=at).first()
        for report in AnnualReport.objects.filter(state=_State.SIGNED):
            if coming and coming.takes_items:
                publishing.submit(report, coming, by=self.office, at=at)
        ready = AnnualReport.objects.filter(state=_State.SUBMITTED, submitted_as__meeting__starts_at__lt=at)
        for report in ready.order_by("year", "pk"):
            publishing.publish(report, by=self.office, at=at)

    def ask(self, year: int, *, at: dt.datetime) -> None:
        """Begin the running year's report of the city; one unit has sent its share, one is to."""
        report = self._create(None, year, at)
        due = timezone.localdate(at) + dt.timedelta(days=_DUE_IN)
        asked = [self.unit(slug) for slug in self.told["asked"]]
        sections = actions.ask_for_section(report, "umsetzung", asked, due=due, by=self.office, at=at)
        done = sections[1]
        text = self.told["asked"][asked[1].slug]
        actions.save_section(done, text, is_done=True, by=self.office, at=at)

    def partner(self, unit: Unit | None) -> User | None:
        """Return the person of a unit with an account; others are entered for by the office."""
        return self.people.get({"51.3": "kita", "FB-51": "fb51"}.get(unit.slug if unit else "", ""))
