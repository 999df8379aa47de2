"""The settings read the environment once, so each try is a process of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "k7hJ-Vn2qWe9rTzUi8oPaSdFgHjKlYxCvBnM1234567890-qwertzuiopü",
    "ALLOWED_HOSTS": "katalog.example",
    "DATABASE_URL": "sqlite://:memory:",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing of this process's configuration."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env={**kept, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_is_clean() -> None:
    done = manage("check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("debug", ["", "0", "nein"])
def test_missing_secret_key_stops_with_a_sentence(debug: str) -> None:
    done = manage("check", DEBUG=debug)
    assert done.returncode != 0
    assert "SECRET_KEY fehlt. Setzen Sie die Umgebungsvariable SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "postgres://stadt:a/b+c=@127.0.0.1/katalog",
        "postgres://stadt:a#b@127.0.0.1/katalog",
        "pg://stadt@db/katalog",
    ],
)
def test_address_of_the_database_that_is_none_stops_with_a_sentence(address: str) -> None:
    done = manage("check", **{**PRODUCTION, "DATABASE_URL": address})
    assert done.returncode == 1
    assert done.stderr.startswith("Einstellung: DATABASE_URL ist keine Adresse einer Datenbank")
    assert "%2F" in done.stderr


@pytest.mark.parametrize("command", [["remind"], ["backup", "stadt.zip"]])
def test_database_that_does_not_answer_ends_a_command_with_a_sentence(command: list[str]) -> None:
    nowhere = "postgres://stadt@127.0.0.1:1/katalog"
    done = manage(*command, **{**PRODUCTION, "DATABASE_URL": nowhere, "LOG_LEVEL": "INFO"})
    assert done.returncode == 1
    assert "Die Datenbank antwortet nicht, oder sie nimmt nichts an: connection to server" in done.stderr
    assert done.stderr.endswith("Läuft sie wieder, geben Sie den Befehl noch einmal.\n")
    assert "Traceback" not in done.stderr


def test_database_whose_host_vanishes_is_given_up_after_seconds() -> None:
    """What the address says goes first."""
    postgres = {**PRODUCTION, "DATABASE_URL": "postgres://stadt@db1,db2/katalog?keepalives_count=5"}
    asked = "from django.db import connection as c; print(c.get_connection_params())"
    told = manage("shell", "--no-imports", "-c", asked, **postgres).stdout
    assert "'tcp_user_timeout': 20000, 'keepalives_idle': 10, 'keepalives_interval': 5" in told
    assert "'keepalives_count': 5" in told


def test_trying_out_needs_no_configuration() -> None:
    assert manage("check", DEBUG="1", DATABASE_URL="sqlite://:memory:").returncode == 0


def test_production_speaks_https_only() -> None:
    code = (
        "from django.test import Client\n"
        "plain = Client(headers={'host': 'katalog.example'})\n"
        "safe = Client(headers={'host': 'katalog.example', 'x-forwarded-proto': 'https'})\n"
        "print(plain.get('/datenschutz/').headers['Location'])\n"
        "print(safe.get('/healthz').headers['Strict-Transport-Security'])\n"
        "from django.conf import settings\n"
        "print(settings.SITE_URL)\n"
    )
    done = manage("shell", "-v0", "-c", code, **PRODUCTION)
    assert done.stdout.split()[:2] == ["https://katalog.example/datenschutz/", "max-age=31536000;"], (
        done.stderr
    )
    assert done.stdout.split()[-1] == "https://katalog.example"  # what links in mails begin with


def test_cookies_belong_to_this_host_alone() -> None:
    """A browser takes `__Host-` only with Secure, the path / and no domain, else nobody signs in."""
    code = (
        "from django.conf import settings\n"
        "for kind in ('SESSION', 'CSRF'):\n"
        "    print(*(repr(getattr(settings, f'{kind}_COOKIE_{what}'))"
        " for what in ('NAME', 'SECURE', 'PATH', 'DOMAIN')))\n"
    )
    safe = manage("shell", "-v0", "-c", code, **PRODUCTION)
    lines = ["'__Host-sessionid' True '/' None", "'__Host-csrftoken' True '/' None"]
    assert safe.stdout.splitlines() == lines, safe.stderr
    plain = manage("shell", "-v0", "-c", code, HTTPS="0", **PRODUCTION)
    assert plain.stdout.splitlines() == ["'sessionid' False '/' None", "'csrftoken' False '/' None"]
