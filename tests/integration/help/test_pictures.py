from __future__ import annotations

import json

import pytest
from django.test import Client

from integration.accounts.roles import Hat
from integration.help.pictures import ALL, HEIGHT, PICTURES, WIDTH, Picture
from integration.help.topics import TOPICS
from tests.factories import make_unit, make_user
from tests.pictures import FOLDER, STRUCTURE, structure

TAKE_ANEW = "Bitte neu aufnehmen: python3 run.py pictures"


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a WebP file with losses, from the head of its only picture."""
    start = data.index(b"\x9d\x01\x2a") + 3
    width, height = (int.from_bytes(data[at : at + 2], "little") for at in (start, start + 2))
    return width & 0x3FFF, height & 0x3FFF


@pytest.mark.parametrize("picture", ALL, ids=lambda one: one.name)
def test_picture_is_there_small_and_of_the_page_as_it_is(picture: Picture) -> None:
    data = (FOLDER / f"{picture.name}.webp").read_bytes()
    assert len(data) <= 60_000
    assert size_of(data) == (WIDTH, HEIGHT)
    assert picture.alt.endswith(".")
    stored = json.loads(STRUCTURE.read_text())[picture.name]
    assert stored == structure(picture), f"Die Seite hat andere Überschriften. {TAKE_ANEW} {picture.name}"


def test_pictures_belong_to_topics_and_nothing_else_lies_there() -> None:
    assert set(PICTURES) <= set(TOPICS)
    names = [one.name for one in ALL]
    assert len(set(names)) == len(names)
    files = {file.name for file in FOLDER.iterdir()}
    assert files == {f"{name}.webp" for name in names} | {STRUCTURE.name}
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 800_000


def test_structure_sees_headings_of_included_parts_and_no_values() -> None:
    overview = next(one for one in ALL if one.name == "uebersicht-koordination")
    measures = next(one for one in ALL if one.name == "massnahmen")
    found = {one.name: structure(one) for one in ALL}
    assert found["uebersicht-koordination"] == found["uebersicht-fachbereich"]
    assert structure(overview) != structure(measures)


@pytest.mark.django_db
def test_topic_shows_its_pictures_lazily_and_keeps_their_place(client: Client) -> None:
    client.force_login(make_user(Hat.DEPARTMENT, unit=make_unit("51.3")))
    page = client.get("/hilfe/uebersicht/").content.decode()
    assert page.count("<img") == 1
    assert "help/uebersicht-fachbereich" in page
    assert f'width="{WIDTH}" height="{HEIGHT}" loading="lazy" alt="Die Übersicht einer Stelle' in page
