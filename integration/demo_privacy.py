"""What the demo city's data protection has seen: files that left, and a leaver who was anonymised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from integration.accounts.models import User
from integration.demo import Event, workday
from integration.downloads.models import Download
from integration.privacy.anonymising import anonymise

_TIME = dt.time(15, 35)
_LEAVER = "leitung-kita"  # has handed over, see demo_departures
_FILES = (  # days ago, by whom, address, selection, name, rows, bytes
    (34, "koordination", "/katalog.xlsx", "handlungsfeld=schule", "Massnahmenkatalog_{day}.xlsx", 7, 21_304),
    (20, "fb51", "/auszuege/FB-51.pdf", "", "Auszug_FB-51_{day}.pdf", 9, 84_120),
    (
        6,
        "koordination",
        "/katalog.pdf",
        "ohne_namen=1",
        "Massnahmenkatalog_ohne_Namen_{day}.pdf",
        30,
        143_882,
    ),
    (2, "stg", "/auswertung.csv", "zeilen=handlungsfeld", "Auswertung_{day}.csv", 12, 1_204),
)


def privacy_events(people: dict[str, User]) -> Iterator[Event]:
    """Yield each moment and what happens then."""
    yield _moment(60), partial(_anonymise, by=people["administration"])
    for ago, who, path, query, name, rows, size in _FILES:
        told = {"path": path, "query": query, "name": name, "rows": rows, "size": size}
        yield _moment(ago), partial(_download, people[who], told)


def _moment(ago: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(workday(ago), _TIME))


def _anonymise(*, by: User, at: dt.datetime) -> None:
    anonymise(User.objects.get(username=_LEAVER), by=by, at=at)


def _download(who: User, told: dict[str, object], *, at: dt.datetime) -> None:
    name = str(told["name"]).format(day=timezone.localdate(at))
    Download.objects.create(
        **{**told, "name": name}, at=at, by=who, by_function=who.function, kind=name.rpartition(".")[2]
    )
