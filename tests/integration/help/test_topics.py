from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from integration.accounts.roles import PERMISSIONS, Hat
from integration.help.tasks import TASKS
from integration.help.topics import TOPICS, chapters_for
from tests.factories import make_seat, make_unit, make_user

pytestmark = pytest.mark.django_db
PARTS = Path(settings.BASE_DIR) / "templates" / "pages" / "help"


def test_every_topic_is_told_in_a_file_and_every_file_is_a_topic() -> None:
    assert {one.stem for one in PARTS.glob("*.html")} == set(TOPICS)


def test_every_right_named_is_one_that_somebody_has() -> None:
    named = {one.permission for one in TOPICS.values()} - {""}
    assert named <= set.union(*PERMISSIONS.values())


@pytest.mark.parametrize("slug", TOPICS)
def test_topic_is_readable_by_everybody_and_leads_on(client: Client, slug: str) -> None:
    client.force_login(make_user(""))
    page = client.get(reverse("help-topic", args=[slug])).content.decode()
    assert f"<h1>{TOPICS[slug].title}</h1>" in page
    assert 'href="/hilfe/"' in page


@pytest.mark.parametrize("hat", [Hat.ADMINISTRATION, Hat.COORDINATION])
def test_topics_stand_in_a_row_without_gaps(client: Client, hat: Hat) -> None:
    user = make_user(hat)
    client.force_login(user)
    expected = [topic.slug for chapter in chapters_for(user) for topic in chapter.topics]
    walked, path = [], reverse("help-topic", args=[expected[0]])
    while path:
        walked.append(path.split("/")[2])
        found = re.search(r'href="([^"]+)" rel="next"', client.get(path).content.decode())
        path = found[1] if found else ""
    assert walked == expected


def test_unknown_topic_is_not_found(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/hilfe/gibt-es-nicht/").status_code == 404


def test_old_anchors_lead_on(client: Client) -> None:
    """What was `/hilfe/#filter` when the help was one page."""
    client.force_login(make_user(Hat.COORDINATION))
    page = client.get("/hilfe/").content.decode()
    for slug in ("uebersicht", "massnahmen", "filter", "bearbeiten", "rueckmeldung", "import", "konto"):
        assert re.search(rf'id="{slug}"><a href="/hilfe/{slug}/"', page), slug


def test_entry_begins_with_what_the_persons_hats_do(client: Client) -> None:
    unit = make_unit("51.3")
    user = make_user(Hat.DEPARTMENT, unit=unit)
    make_seat(unit, person=user)
    client.force_login(user)
    page = client.get("/hilfe/").content.decode()
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:2] == [
        "Was Sie als Fachbereich tun",
        "Was Sie in der Steuerungsgruppe tun",
    ]
    assert 'href="/hilfe/import/"' not in page


@pytest.mark.parametrize("hat", list(Hat))
def test_each_hat_has_three_to_five_tasks_that_it_may_do(client: Client, hat: Hat) -> None:
    unit = make_unit("51.3")
    user = make_user(hat, unit=unit if hat == Hat.DEPARTMENT else None)
    if hat == Hat.STEERING_GROUP:
        make_seat(unit, person=user)
    client.force_login(user)
    assert 3 <= len(TASKS[hat]) <= 5
    offered = {topic for chapter in chapters_for(user) for topic in chapter.topics}
    for task in TASKS[hat]:
        assert client.get(reverse(task.url_name)).status_code == 200, task.label
        assert task.topic in offered, task.label


def test_person_without_a_hat_is_told_who_helps(client: Client) -> None:
    client.force_login(make_user(""))
    assert "noch keiner Stelle zugeordnet" in client.get("/hilfe/").content.decode()
