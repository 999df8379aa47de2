import pytest
from django.test import Client

from integration.licences import licences
from tests.integration.people import make_user


def test_licences_name_what_is_needed_and_what_that_needs() -> None:
    found = {entry.name.lower(): entry for entry in licences()}
    assert {"django", "sqlparse", "openpyxl", "brotli", "kern ux-standard"} <= set(found)
    assert "pytest" not in found
    assert found["django"].licence == "BSD-3-Clause"
    assert all(entry.version and entry.licence != "nicht angegeben" for entry in found.values())


@pytest.mark.django_db
def test_licences_page_lists_them(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/lizenzen/").content.decode()
    assert all(entry.name in page and entry.version in page for entry in licences())
