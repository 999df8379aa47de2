"""What this installation lives on, a function for each: does it work, and where not, what to do.

`/healthz?ready` tells strangers no more than names and "ok"; the sentences are for the Administration.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.models import Mailing
from integration.mailing import lost
from integration.recovery import schema
from integration.recovery.models import Backup
from steering.models import MeetingLetter, ReminderLetter

log = logging.getLogger(__name__)
_TWO_MEGABYTES = """
    SELECT count(*) FROM (
        SELECT repeat(md5(number::text), 32) FROM generate_series(1, 2000) AS number ORDER BY 1 OFFSET 0
    ) AS put_down
"""


class Finding(NamedTuple):
    name: str
    ok: bool
    sentence: str


def database() -> Finding:
    """Does the database answer?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        log.warning("The database does not answer: %s", error)
        return Finding(
            "Datenbank",
            False,
            "Die Datenbank antwortet nicht. Läuft PostgreSQL, und stimmt die Adresse in DATABASE_URL?",
        )
    return Finding("Datenbank", True, "Die Datenbank antwortet.")


def migrations() -> Finding:
    """Does the database have the shape that this version of the programs expects?"""
    missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        number = "Ein Schritt fehlt" if len(missing) == 1 else f"{len(missing)} Schritte fehlen"
        return Finding(
            "Datenbankstand",
            False,
            f"Die Datenbank ist älter als das Programm: {number}. Führen Sie „manage.py migrate“ aus.",
        )
    if torn := schema.missing():
        return Finding(
            "Datenbankstand",
            False,
            f"In der Datenbank fehlen Tabellen: {', '.join(torn)}. Halten Sie den Dienst an und gehen Sie "
            "vor, wie docs/betrieb.md unter „Im Ernstfall“ sagt.",
        )
    return Finding("Datenbankstand", True, "Die Datenbank hat den Stand, den das Programm erwartet.")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {})


def disk() -> Finding:
    """Is there room for uploads on their way, for PDFs, and for the database?"""
    folders = {"den Arbeitsdateien": tempfile.gettempdir()}
    if connection.vendor == "sqlite":
        folders["der Datenbank"] = str(connection.settings_dict["NAME"])
    free = {name: shutil.disk_usage(folder).free // 2**20 for name, folder in folders.items()}
    name, least = min(free.items(), key=lambda item: item[1])
    if least < settings.DISK_FREE_MB:
        return Finding(
            "Speicherplatz",
            False,
            f"Auf dem Datenträger mit {name} sind nur noch {least} MB frei; "
            f"nötig sind {settings.DISK_FREE_MB} MB. Schaffen Sie Platz.",
        )
    if connection.vendor == "postgresql" and not _puts_down():
        return Finding(
            "Speicherplatz",
            False,
            "PostgreSQL kann nichts mehr ablegen: Sein Datenträger ist voll. Schaffen Sie dort Platz und "
            "sehen Sie nach, ob PostgreSQL noch läuft.",
        )
    return Finding("Speicherplatz", True, f"Es sind {least} MB frei.")


def _puts_down() -> bool:
    """Have the server sort more than it may keep in memory: its disk is not ours, and asks to be tried."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(_TWO_MEGABYTES)
    except OperationalError:
        return False
    return True


def mail() -> Finding:
    """Is every letter on its way that should be?"""
    now = timezone.now()
    undelivered = ReminderLetter.objects.undelivered().count()
    stuck = sum(lost(model).count() for model in (Mailing, MeetingLetter))
    stuck += ReminderLetter.objects.stuck(now=now).count()
    if not undelivered and not stuck:
        return Finding("E-Mail", True, "Keine E-Mail ist liegen geblieben.")
    found = []
    if undelivered:
        found.append(f"nicht zugestellte Erinnerungen: {undelivered} (der nächste Lauf versucht es wieder)")
    if stuck:
        found.append(f"abgebrochene Versendungen: {stuck} (sie lassen sich auf ihrer Seite fortsetzen)")
    return Finding("E-Mail", False, f"E-Mails sind liegen geblieben: {', '.join(found)}.")


def backup() -> Finding:
    """Is there a backup that is young enough, and did the last one succeed?"""
    hours = settings.BACKUP_MAX_HOURS
    if not hours:
        return Finding("Sicherung", True, "Sicherungen werden hier nicht überwacht (BACKUP_MAX_HOURS).")
    last = Backup.objects.newest()
    if last is None:
        return Finding(
            "Sicherung", False, "Es gibt noch keine Sicherung. Richten Sie den Zeitgeber dafür ein."
        )
    at = date_format(timezone.localtime(last.at), "d.m.Y, H:i")
    if not last.is_good:
        return Finding("Sicherung", False, f"Die Sicherung vom {at} Uhr ist gescheitert: {last.failure}")
    if timezone.now() - last.at > dt.timedelta(hours=hours):
        return Finding(
            "Sicherung",
            False,
            f"Die letzte Sicherung ist vom {at} Uhr, also älter als {hours} Stunden. Läuft der Zeitgeber?",
        )
    return Finding("Sicherung", True, f"Die letzte Sicherung ist vom {at} Uhr.")


CHECKS: tuple[Callable[[], Finding], ...] = (migrations, disk, mail, backup)


def findings() -> Iterator[Finding]:
    """Yield what each check finds; without a database, that alone."""
    yield (found := database())
    if found.ok:
        for check in CHECKS:
            yield check()
