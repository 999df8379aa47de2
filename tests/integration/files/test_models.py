from __future__ import annotations

import hashlib

import pytest

from integration.files.models import StoredBytes, StoredFile
from tests.integration.people import make_user

pytestmark = pytest.mark.django_db


def test_stored_file_gives_back_its_bytes_and_knows_their_sum() -> None:
    data = bytes(range(256)) * 100
    person = make_user()
    stored = StoredFile.objects.store(name="Katalog.xlsx", data=data, by=person)
    found = StoredFile.objects.get(pk=stored.pk)
    assert found.read() == data
    assert (found.size, found.sha256) == (25_600, hashlib.sha256(data).hexdigest())
    assert (found.by, str(found)) == (person, "Katalog.xlsx")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("Ma\u0308r\x00z.xlsx", "März.xlsx"),
        ("\x07", "Datei"),
        ("x" * 300, "x" * 200),
    ],
)
def test_stored_name_is_text_and_no_path(name: str, kept: str) -> None:
    assert StoredFile.objects.store(name=name, data=b"", by=None).name == kept


def test_forgotten_file_is_known_by_name_only() -> None:
    stored = StoredFile.objects.store(name="Katalog.xlsx", data=b"x", by=None)
    stored.forget()
    assert not StoredBytes.objects.exists()
    assert StoredFile.objects.get().name == "Katalog.xlsx"
