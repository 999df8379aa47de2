from __future__ import annotations

import pytest
from django.test import Client

from integration.accounts.roles import Hat
from integration.help.keys import jumps_for
from integration.templatetags.site import GO, NAVIGATION
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


def test_every_entry_of_the_navigation_has_a_key_of_its_own() -> None:
    assert set(GO) == {section for section, _ in NAVIGATION}
    letters = [jump.key for jump in jumps_for(make_user())]
    assert len(set(letters)) == len(letters)
    assert all(letter.isalpha() and len(letter) == 1 for letter in letters)


def test_keys_lead_where_the_navigation_does(client: Client) -> None:
    """A department's keys are those of its own navigation, which names its pages differently."""
    department = make_user(Hat.DEPARTMENT, unit=make_unit("51.3"))
    client.force_login(department)
    page = client.get("/hilfe/tastatur/").content.decode()
    jumps = {jump.label: jump for jump in jumps_for(department)}
    assert jumps["Meine Maßnahmen"].key == "m"
    assert "Verwaltung" not in jumps
    for jump in jumps.values():
        assert f'href="{jump.url}" data-go="{jump.key}"' in page
        assert f"<kbd>{jump.key}</kbd>" in page
