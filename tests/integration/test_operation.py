"""What docs/betrieb.md tells a city's IT, held to what the code does."""

from __future__ import annotations

import re

from django.conf import settings

from integration.accounts.directory.configuration import directory
from integration.files.uploads import MAX_MEGABYTES
from integration.kept_days import DEFAULTS
from integration.spreadsheets.package import MAX_PACKED

DOCS = settings.BASE_DIR / "docs"
READ = re.compile(r'(?:os\.environ\.get|flag|words)\(\s*"([A-Z_]+)"')


def test_every_setting_is_explained_and_nothing_else() -> None:
    chapter = (DOCS / "betrieb.md").read_text().split("## Einstellungen")[1].split("\n## ")[0]
    cells = re.findall(r"(?m)^\| (`[^|]+) \|", chapter)
    explained = [name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)]
    files = [
        *(settings.BASE_DIR / "integration").glob("settings*.py"),
        settings.BASE_DIR / "integration/serving.py",
    ]
    code = "".join(file.read_text() for file in files)
    read = {*READ.findall(code), "DATABASE_URL", *(f"KEEP_{name.upper()}_DAYS" for name in DEFAULTS)}
    assert sorted(explained) == sorted(read)


def test_every_setting_of_the_directory_is_explained_and_nothing_else() -> None:
    chapter = (DOCS / "betrieb.md").read_text().split("## Anmeldung")[1].split("\n## ")[0]
    rows = re.findall(r"(?m)^\| (`[^|]+) \|", chapter)
    explained = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    code = (settings.BASE_DIR / "integration/accounts/directory/configuration.py").read_text()
    assert sorted(explained) == sorted(set(re.findall(r'environment(?:\.get\(|, )"(OIDC_\w+)"', code)))


def test_examples_of_a_directory_are_taken() -> None:
    chapter = (DOCS / "betrieb.md").read_text().split("## Anmeldung")[1].split("\n## ")[0]
    keycloak, entra = (
        directory(dict(line.split("=", 1) for line in block.split("\n") if line))
        for block in re.findall(r"(?s)```ini\n(.*?)```", chapter)
    )
    assert keycloak
    assert entra
    assert keycloak.role({"realm_access": {"roles": ["offline_access", "ip-zugang"]}}) == ""
    said = {"roles": ["ip.koordination", "stelle.fb61"]}
    assert (entra.role(said), entra.unit_codes(said)) == ("koordination", ["FB 61"])


def test_example_of_the_environment_names_known_settings() -> None:
    named = re.findall(r"(?m)^(\w+)=", (DOCS / "betrieb" / "umgebung.env").read_text())
    chapter = (DOCS / "betrieb.md").read_text()
    assert [name for name in named if f"`{name}`" not in chapter] == []


def test_retention_is_explained_as_it_is() -> None:
    chapter = (DOCS / "betrieb.md").read_text()
    for name, days in DEFAULTS.items():
        assert re.search(rf"(?m)^\| `KEEP_{name.upper()}_DAYS` \|.*\| {days} \|$", chapter), name


def test_web_server_takes_what_we_take() -> None:
    site = (DOCS / "betrieb" / "nginx.conf").read_text()
    assert MAX_PACKED == MAX_MEGABYTES * 2**20
    assert f"client_max_body_size {MAX_MEGABYTES + 1}m;" in site  # the file, and the form around it
    assert f"möglich sind {MAX_MEGABYTES} MB" in site
