from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from integration.files.models import StoredFile
from integration.recovery.backing_up import back_up
from tests.city import build_past
from tests.integration.people import make_administration


@pytest.fixture(scope="package")
def backup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A backup of a city with a history, a person and a file; the database is empty again."""
    path = tmp_path_factory.mktemp("backup") / "stadt.zip"
    with django_db_blocker.unblock():
        build_past()
        person = make_administration()
        StoredFile.objects.store(name="Lageplan.pdf", data=bytes(range(256)) * 5, by=person)
        StoredFile.objects.store(name="Entwurf.pdf", data=b"", by=None).delete()  # a key that was given
        back_up(path, lambda line: None)
        call_command("flush", interactive=False, verbosity=0)
    return path
