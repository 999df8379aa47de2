"""What docs/betrieb.md tells a city's IT, held to what the code does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa import app_settings as mfa
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from integration.accounts.directory.configuration import directory
from integration.files.uploads import MAX_MEGABYTES
from integration.kept_days import DEFAULTS
from integration.logs import JsonLines
from integration.management.commands.verify import CHECKS
from integration.recovery import restoring
from integration.spreadsheets.package import MAX_PACKED
from tests.integration.recovery import test_kills, test_outages

DOCS = settings.BASE_DIR / "docs"
PAGE = (DOCS / "betrieb.md").read_text()
FOLDER = DOCS / "betrieb"
READ = re.compile(r'(?:os\.environ\.get|flag|words)\(\s*"([A-Z_]+)"')
# What the table says instead of a value: nothing, or no.
UNSET = {"", "aus", "keine", "keiner", "leer", "niemand"}
# Defaults that another value makes, and how the table says it.
MADE = {
    "DATABASE_URL": "SQLite-Datei neben `manage.py`",
    "HTTPS": "an",
    "SITE_URL": "`https://` und der erste Name in `ALLOWED_HOSTS`",
    "SECURITY_CONTACT": "`CONTACT_EMAIL`",
    "EMAIL_HOST": "keiner",
    "WEB_WORKERS": "Kerne + 1, höchstens 9",
    "LOG_FORMAT": "Zeilen",
}


def test_every_setting_is_explained_and_nothing_else() -> None:
    chapter = PAGE.split("## Einstellungen")[1].split("\n## ")[0]
    cells = re.findall(r"(?m)^\| (`[^|]+) \|", chapter)
    explained = [name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)]
    files = [
        *(settings.BASE_DIR / "integration").glob("settings*.py"),
        settings.BASE_DIR / "integration/serving.py",
    ]
    code = "".join(file.read_text() for file in files)
    read = {*READ.findall(code), "DATABASE_URL", *(f"KEEP_{name.upper()}_DAYS" for name in DEFAULTS)}
    assert sorted(explained) == sorted(read)


def test_every_default_is_the_one_in_the_table() -> None:
    files = [
        *(settings.BASE_DIR / "integration").glob("settings*.py"),
        settings.BASE_DIR / "integration/serving.py",
        settings.BASE_DIR / "integration/accounts/directory/configuration.py",
    ]
    code = "".join(file.read_text() for file in files)
    asked = re.findall(r'(?:environ(?:ment)?\.get|flag|words)\(\s*"([A-Z_]+)"(?:,\s*"([^"]*)")?', code)
    defaults = {name: default for name, default in asked if name not in MADE}
    told = defaults_in_tables()
    assert {name: told[name] for name in MADE} == MADE
    kept = {f"KEEP_{name.upper()}_DAYS": str(days) for name, days in DEFAULTS.items()}
    needed = dict.fromkeys(
        ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"), ""
    )
    mapped = dict.fromkeys(("OIDC_ROLES", "OIDC_UNITS"), "")
    expected = {**defaults, **kept, **needed, **mapped}
    shown = {name: said.strip("`").split(": ")[0] for name, said in told.items() if name not in MADE}
    assert {name: "" if said in UNSET else said for name, said in shown.items()} == expected


def defaults_in_tables() -> dict[str, str]:
    """Return the last cell of each variable's row; a row of two has two defaults or one for both."""
    found: dict[str, str] = {}
    for names, default in re.findall(r"(?m)^\| (`[A-Z_`, ]+`) \|.* \| ([^|]+) \|$", PAGE):
        variables = re.findall(r"[A-Z_]{4,}", names)
        values = default.split(", ") if default.count(", ") else [default] * len(variables)
        found |= dict(zip(variables, [default] if len(variables) == 1 else values, strict=True))
    return found


def test_every_setting_of_the_directory_is_explained_and_nothing_else() -> None:
    chapter = PAGE.split("## Anmeldung")[1].split("\n## ")[0]
    rows = re.findall(r"(?m)^\| (`[^|]+) \|", chapter)
    explained = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    code = (settings.BASE_DIR / "integration/accounts/directory/configuration.py").read_text()
    assert sorted(explained) == sorted(set(re.findall(r'environment(?:\.get\(|, )"(OIDC_\w+)"', code)))


def test_examples_of_a_directory_are_taken() -> None:
    chapter = PAGE.split("## Anmeldung")[1].split("\n## ")[0]
    lemonldap, keycloak, entra = (
        directory(dict(line.split("=", 1) for line in block.split("\n") if line))
        for block in re.findall(r"(?s)```ini\n(.*?)```", chapter)
    )
    assert lemonldap
    assert keycloak
    assert entra
    assert lemonldap.role({"roles": ["buero", "ip-koordination"]}) == "koordination"
    assert keycloak.role({"realm_access": {"roles": ["offline_access", "ip-zugang"]}}) == ""
    said = {"roles": ["ip.koordination", "stelle.fb61"]}
    assert (entra.role(said), entra.unit_codes(said)) == ("koordination", ["FB 61"])


def test_example_of_the_environment_names_known_settings() -> None:
    named = re.findall(r"(?m)^(\w+)=", (FOLDER / "umgebung.env").read_text())
    chapter = PAGE
    assert [name for name in named if f"`{name}`" not in chapter] == []


def test_retention_is_explained_as_it_is() -> None:
    chapter = PAGE
    for name, days in DEFAULTS.items():
        assert re.search(rf"(?m)^\| `KEEP_{name.upper()}_DAYS` \|.*\| {days} \|$", chapter), name


def test_web_server_takes_what_we_take() -> None:
    site = (FOLDER / "nginx.conf").read_text()
    assert MAX_PACKED == MAX_MEGABYTES * 2**20
    assert f"client_max_body_size {MAX_MEGABYTES + 1}m;" in site  # the file, and the form around it
    assert f"möglich sind {MAX_MEGABYTES} MB" in site


def test_timers_do_what_their_table_says_and_when() -> None:
    rows = re.findall(r"(?m)^\| `(integrationsplanung-[\w-]+)\.timer` \| (\d\d:\d\d) Uhr \| (.+) \|$", PAGE)
    assert [name for name, _, _ in rows] == sorted(file.stem for file in FOLDER.glob("*.timer"))
    for name, at, what in rows:
        assert f"OnCalendar=*-*-* {at} Europe/Berlin\n" in (FOLDER / f"{name}.timer").read_text()
        service = (FOLDER / f"{name}.service").read_text()
        number = re.search(r"behält die neuesten (\d+)", what)
        assert (f"--keep {number[1]} --verify" in service) if number else "--keep" not in service


def test_try_of_the_page_checks_what_it_shows() -> None:
    shown = re.findall(r"(?m)^ok      (.+)$", PAGE)
    assert shown == re.findall(r'(?m)^  holds "([^"]+)"', (FOLDER / "probe.sh").read_text())


def test_what_verify_says_has_its_way_out() -> None:
    chapter = PAGE.split("### Wenn `verify` etwas meldet")[1].split("\n## ")[0]
    named = re.findall(r"`([A-Z][\w ]+)`", chapter.split("Vor jedem Eingriff")[0])
    titles = [check.title for check in CHECKS]
    assert [title for title in titles if not title.startswith(tuple(named))] == []
    assert [name for name in named if not any(title.startswith(name) for title in titles)] == []


@pytest.mark.django_db
def test_health_answers_as_shown(client: Client, settings: Settings) -> None:
    settings.BACKUP_MAX_HOURS = 0
    told = client.get("/healthz?ready").content.decode()
    assert f"```text\n{told}```" in PAGE


@pytest.mark.django_db
def test_line_of_the_log_has_the_keys_that_are_shown(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    shown = json.loads(re.findall(r'(?m)^\{"time".*\}$', PAGE)[0])
    with caplog.at_level("INFO", "integration.request_log"):
        client.get("/datenschutz/")
    (record,) = [one for one in caplog.records if one.name == shown["logger"]]
    written = json.loads(JsonLines().format(record))
    assert list(written) == list(shown)
    assert shown["message"] == "{method} {path} {status}, {duration_ms} ms, user {user}".format_map(shown)


def test_numbers_in_sentences_are_those_of_the_code() -> None:
    minutes = settings.AXES_COOLOFF_TIME * 60
    hours = settings.SESSION_COOKIE_AGE // 3600
    assert_said("Fehlversuche vor einer Pause von 15 Minuten", minutes == 15)
    assert_said("zehn Stunden nach der Anmeldung", hours == 10)
    assert_said("zwei Minuten vorher fragt ein Dialog", "Math.min(2 * 60 * 1000," in script("session.js"))
    assert_said("TOTP mit zehn Ersatzcodes", mfa.RECOVERY_CODE_COUNT == 10)
    assert_said("Passwort, mindestens 12 Zeichen", {"min_length": 12} in password_rules())
    assert_said("höchstens 30 Sekunden auf Verbindungen", restoring._PATIENCE == "30s")
    assert_said("Absenden einer Rückmeldung, hundertmal", test_kills.ROUNDS * len(kill_tests()) == 100)
    assert_said("PostgreSQL zehnmal hart angehalten", test_outages.CRASHES == 10)


def assert_said(sentence: str, is_so: bool) -> None:
    assert sentence in PAGE
    assert is_so, sentence


def script(name: str) -> str:
    return (settings.BASE_DIR / "static" / "js" / name).read_text()


def password_rules() -> list[Any]:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    return [rule.get("OPTIONS") for rule in validators]


def kill_tests() -> list[str]:
    """Return the tests that shoot a process of each kind, `ROUNDS` times."""
    return [name for name in dir(test_kills) if name.startswith("test_")]


def test_web_server_sets_no_header_for_protection_and_sends_no_form_twice() -> None:
    site = re.sub("(?m)#.*$", "", (FOLDER / "nginx.conf").read_text())
    assert set(re.findall(r"add_header ([\w-]+)", site)) == {"Retry-After", "Cache-Control"}
    assert "proxy_next_upstream error timeout;" in site  # for forms nothing, without `non_idempotent`


def test_two_hosts_fit_into_the_connections_of_postgresql() -> None:
    threads, most = 4, 9  # their defaults, in the table
    assert "Mit `max_connections = 100`, der Vorgabe von PostgreSQL, tragen sich zwei Rechner" in PAGE
    assert 2 * most * threads + 10 <= 100 - 3  # three are the superuser's


def test_settings_are_read_by_root_alone() -> None:
    """They hold SECRET_KEY; the web server is in the service's group, for the socket."""
    assert "adduser www-data integrationsplanung" in PAGE
    assert re.findall(r"install -m (\d+) .*/umgebung\.env /etc/", PAGE) == ["600"]
    assert re.findall(r"install -d -m (\d+) .* /var/backups/integrationsplanung", PAGE) == ["700"]
