"""„Als Nächstes“: one list of what a person should do, what is due first, each line with its way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from integration.overview.counted import Counts
from integration.overview.dated import dated
from integration.overview.lines import Task, line_of
from integration.overview.reader import Reader
from integration.overview.sources import SOURCES
from steering import cadence
from steering.models import AnnualReport, Meeting
from steering.reports.board import waiting_to_sign

_LATE, _COMING = 7, 6  # lines that are shown


class Tasks:
    """What waits for a person: what is late or due, and what comes."""

    def __init__(self, reader: Reader, counts: Counts) -> None:
        self.reader, self.counts = reader, counts

    @cached_property
    def all(self) -> list[Task]:
        found = [line_of(row) for row in dated(self.reader, SOURCES)]
        found += [*self._of_meetings(), *self._of_reports(), *self._of_counts()]
        found.sort(key=lambda task: (task.day or self.reader.today, task.day is not None))
        return list({(task.url, task.text): task for task in reversed(found)}.values())[::-1]

    @property
    def late(self) -> list[Task]:
        """Return what has passed and what waits today, so many as are shown."""
        return [one for one in self.all if not self._is_coming(one)][:_LATE]

    @property
    def coming(self) -> list[Task]:
        found = [one for one in self.all if self._is_coming(one)]
        room = _COMING - sum(one.is_kept for one in found)
        others = {id(one) for one in [one for one in found if not one.is_kept][: max(room, 0)]}
        return [one for one in found if one.is_kept or id(one) in others]

    @property
    def shown(self) -> list[Task]:
        return [*self.late, *self.coming]

    @property
    def is_cut(self) -> bool:
        return len(self.shown) < len(self.all)

    def _is_coming(self, task: Task) -> bool:
        return task.day is not None and task.day > self.reader.today

    def _of_meetings(self) -> Iterator[Task]:
        """Yield the next meeting with what is to be done before it, and the minutes that are late or out."""
        reader, coming = self.reader, self.reader.next_meeting
        if coming and (reader.sits_in_group or reader.is_office):
            yield self._meeting(coming)
            until = coming.proposals_until
            if reader.sits_in_group and until and coming.takes_proposals(now=reader.now):
                path = reverse("steering:item-create", args=[coming.pk])
                yield Task(until, "Sitzung", "Themen vorschlagen", path, f"Sitzung am {coming.day:%d.%m.%Y}")
        for one in reader.meetings:
            path = reverse("steering:minutes", args=[one.pk])
            until = one.objections_until
            warning = cadence.minutes_warning(one, on=reader.today) if reader.is_office else ""
            if warning:
                day = until or one.day + cadence.MINUTES_WITHIN
                yield Task(day, "Protokoll", warning, path)
            elif self._may_object(one):
                text = f"Protokoll vom {one.day:%d.%m.%Y} prüfen"
                yield Task(until, "Protokoll", text, path, "Einwendungen bis zu diesem Tag")

    def _may_object(self, meeting: Meeting) -> bool:
        until, is_sent = meeting.objections_until, meeting.state == Meeting.State.MINUTES_SENT
        return self.reader.sits_in_group and is_sent and until is not None and until >= self.reader.today

    def _meeting(self, meeting: Meeting) -> Task:
        page = "steering:meeting-detail" if self.reader.is_office else "steering:dossier"
        what = meeting.title if self.reader.is_office else f"{meeting.title}: Unterlagen lesen"
        at = f"{timezone.localtime(meeting.starts_at):%H:%M} Uhr"
        about = ", ".join(filter(None, (at, meeting.place)))
        return Task(meeting.day, "Sitzung", what, reverse(page, args=[meeting.pk]), about, is_kept=True)

    def _of_reports(self) -> Iterator[Task]:
        user, today = self.reader.user, self.reader.today
        if not user.has_perm("steering.change_reportsection"):
            return
        circulating = AnnualReport.objects.visible_to(user).filter(state=AnnualReport.State.COSIGNING)
        rows = circulating.select_related("unit")
        known = self.reader.report_board.reports.values() if self.reader.is_office else None
        for one in waiting_to_sign(rows if known is None else known, user, today=today):
            yield Task(
                None, "Bericht", f"{one} mitzeichnen", reverse("steering:report-detail", args=[one.pk])
            )

    def _of_counts(self) -> Iterator[Task]:
        """Yield what waits without a day, a line for each thing."""
        coming = self.reader.next_meeting
        page = reverse("steering:meeting-detail", args=[coming.pk]) if coming else ""
        extensions = f"{reverse('steering:assignment-list')}?stand=verlaengerung"
        for name, kind, one, several, url in (
            ("themen", "Sitzung", "Thema ist vorgeschlagen", "Themen sind vorgeschlagen", page),
            ("verlaengerungen", "Auftrag", "Verlängerung erbeten", "Verlängerungen erbeten", extensions),
            ("dateien", "Rückmeldung", *_FILES, reverse("catalogue:returned-file-list")),
            ("uebernahmen", "Übergabe", *_TAKEOVERS, reverse("steering:departure-list")),
            ("erinnerungen", "Erinnerung", *_LETTERS, reverse("steering:reminder-list")),
        ):
            told_elsewhere = name == "erinnerungen" and self.reader.administers
            if (number := self.counts[name]) and not told_elsewhere:
                yield Task(None, kind, f"{number} {one if number == 1 else several}", url)


_FILES = ("zurückgesandte Datei zuordnen", "zurückgesandte Dateien zuordnen")
_TAKEOVERS = ("Übernahme ist noch nicht bestätigt", "Übernahmen sind noch nicht bestätigt")
_LETTERS = ("Erinnerung wurde nicht zugestellt", "Erinnerungen wurden nicht zugestellt")
