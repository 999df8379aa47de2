from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError
from django.utils import timezone

from integration.recovery.models import Backup
from tests.city import moment

pytestmark = pytest.mark.django_db
FILE = Path("sicherungen") / "plan-2026-11-27.backup"


def test_last_good_backup_is_the_newest_that_did_not_fail() -> None:
    assert Backup.objects.newest() is None
    older = Backup.objects.note(FILE, at=moment("2026-11-25 02:00"), size=10, sha256="a" * 64)
    good = Backup.objects.note(FILE, at=moment("2026-11-26 02:00"), size=10, sha256="b" * 64)
    failed = Backup.objects.note_failure(FILE, at=moment("2026-11-27 02:00"), failure="Kein Platz.")
    assert (good.name, good.size, good.is_good) == ("plan-2026-11-27.backup", 10, True)
    assert Backup.objects.newest() == failed
    assert not failed.is_good
    assert Backup.objects.good().newest() == good
    assert list(Backup.objects.good().in_order()) == [good, older]
    assert list(Backup.objects.failed()) == [failed]


def test_backup_counts_as_verified_once_it_was_read_back() -> None:
    backup = Backup.objects.note(FILE, at=timezone.now(), size=10, sha256="a" * 64)
    assert Backup.objects.verified().newest() is None
    backup.verified_at = timezone.now()
    backup.save()
    assert Backup.objects.verified().newest() == backup
    backup.failure = "Eine Zeile fehlt."
    backup.save()
    assert Backup.objects.verified().newest() is None


def test_backup_has_a_checksum_or_a_failure() -> None:
    with pytest.raises(IntegrityError):
        Backup.objects.create(at=timezone.now(), name="leer")
