"""Attack the demo city with wapiti: `python3 run.py scan [seconds for each account]`.

The site is served as in operation (no DEBUG, TLS, gunicorn behind nginx), for each account on a database of
its own: what one destroys, the next one finds whole. Wapiti lives in an environment of its own. Modules that
need a server out in the net are left out, and so are the pages that would end its session.

Exit 1 if wapiti finds anything, if the site fails (5xx), or if the scan proves little: most forms refused
because of their token, or the session lost on the way.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    _FOLDER = tempfile.TemporaryDirectory()
    os.environ.update(DATABASE_URL=f"sqlite:///{_FOLDER.name}/scan.sqlite3", SECRET_KEY=os.urandom(32).hex())
    os.environ.update(DJANGO_SETTINGS_MODULE="integration.settings", DEBUG="0", ALLOWED_HOSTS="localhost")
    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import URLResolver, get_resolver

from integration.accounts.demo import DEMO_PASSWORD
from tests.service import Service, Visitor, served

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "scan"
BROADLY = ROOT / "tests" / "scan_broadly.py"
LOCK = ROOT / "requirements" / "scan.txt"
ACCOUNTS = ("koordination", "administration", "kita", "stg")
# First what is sent by forms, or the many addresses would take all the time.
INJECTIONS = ["crlf", "exec", "file", "permanentxss", "sql", "timesql", "xss"]
OF_FORMS = [*INJECTIONS, "csrf", "upload"]
OF_ADDRESSES = [
    *INJECTIONS,
    *("backup", "cookieflags", "csp", "htaccess", "http_headers", "redirect", "shellshock"),
]
# Signing out, ending sessions, another password; and PDFs: each takes seconds, its parameters are a page's.
LEFT_OUT = ("abmelden/", "konto/*", "*.pdf*")
UNLIMITED = dict.fromkeys(("SEARCHES_PER_MINUTE", "DOWNLOADS_PER_HOUR", "UPLOADS_PER_HOUR"), "0")
FAIR_SHARE = 0.8  # of the forms sent must get past the check of their token
FEWEST = 50  # forms sent


def main(seconds: int) -> int:
    """Scan as each account; print how far the attack came and what was found, as wapiti says it."""
    python = installed()
    build_city()
    found = []
    for account in ACCOUNTS:
        with tempfile.TemporaryDirectory() as name, city_of(Path(name)) as service:
            visitor = service.visitor()
            assert visitor.sign_in(account, DEMO_PASSWORD).status == HTTPStatus.FOUND, account
            report = attack(python, service, visitor, account, seconds)
            found += told(account, report, visitor, requests_in(service.folder / "web.log"))
    return int(bool(found))


def installed() -> Path:
    """Return the Python that has wapiti, installed if it is not yet."""
    python = HOME / "bin" / "python"
    if not (HOME / "bin" / "wapiti").exists():
        print("Wapiti wird installiert …", flush=True)
        venv.create(HOME, with_pip=True, clear=True)
        options = ["--quiet", "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
        subprocess.run([python, "-m", "pip", "install", *options], check=True)
    return python


def build_city() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with override_settings(DEBUG=True):  # its passwords are known to everybody
        call_command("demo")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def city_of(folder: Path) -> Iterator[Service]:
    """Serve a copy of the demo city, without limits on how often somebody asks."""
    copy = folder / "city.sqlite3"
    shutil.copy(connection.settings_dict["NAME"], copy)
    environment = UNLIMITED | {"DEBUG": "0", "LOG_FORMAT": "json", "DATABASE_URL": f"sqlite:///{copy}"}
    with served(folder, "web", **environment) as service:
        yield service


def attack(python: Path, service: Service, visitor: Visitor, account: str, seconds: int) -> dict[str, Any]:
    """Let wapiti look around, then attack the forms it found, then the addresses; return its report."""
    report = service.folder / f"{account}.json"
    # As one header: then each form's token goes with the cookie that it was made for.
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    options = [
        f"--url={service.url}/",
        f"--cookie-value={cookies}",
        *(f"--exclude={service.url}/{path}" for path in LEFT_OUT),
        "--skip=csrfmiddlewaretoken",  # a wrong one only shows that it is checked: the module csrf does that
        *(f"--start={service.url}{path}" for path in starts()),
        "--max-files-per-dir=8",  # the same page in other orders and selections
        "--max-links-per-page=80",
        "--depth=4",
        "--format=json",
        f"--output={report}",
        f"--store-session={service.folder / account}",
        "--no-bugreport",
        "--verbose=0",
    ]
    look = [f"--max-scan-time={seconds // 4}"]
    forms = [modules(OF_FORMS, "get"), f"--max-attack-time={max(5, seconds // 18)}"]
    addresses = [modules(OF_ADDRESSES, "post"), f"--max-attack-time={max(5, seconds // 56)}"]
    with (service.folder / "wapiti.log").open("wb") as log:  # it tells of each request it gives up
        for one in (look + forms, ["--skip-crawl", *addresses]):
            subprocess.run([python, BROADLY, *options, *one], check=True, stdout=log, stderr=log)
    return json.loads(report.read_text())


def starts() -> list[str]:
    """Return the addresses that need no number or name: every list, and every form of what is new."""
    found = []

    def collect(patterns: list[Any], before: str = "/") -> None:
        for pattern in patterns:
            path = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                collect(pattern.url_patterns, path)
            elif path.endswith("/") and "<" not in path:
                found.append(path)

    collect(get_resolver().url_patterns)
    return found


def modules(names: list[str], without: str) -> str:
    """Return wapiti's option for attacks by these modules, without those by a method."""
    return f"--module={','.join(f'{name},-{name}:{without}' for name in names)}"


def requests_in(log: Path) -> list[dict[str, Any]]:
    """Return what the site's log tells of each request, and of each form whose token it refused."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    wanted = ("integration.request_log", "django.security.csrf", "django.request")
    return [line for line in lines if line["logger"] in wanted]


def told(account: str, report: dict[str, Any], visitor: Visitor, log: list[dict[str, Any]]) -> list[str]:
    """Print what came of one account; return what must not be."""
    asked = [line for line in log if "status" in line]
    pages = {line["path"] for line in asked if line["status"] == HTTPStatus.OK}
    sent = [line for line in asked if line["method"] == "POST"]
    at_token = {line["request_id"] for line in log if line["logger"] == "django.security.csrf"}
    refused = sum(line["request_id"] in at_token for line in sent)
    statuses = sorted(Counter(line["status"] for line in sent).items())
    by_status = ", ".join(f"{status}: {number}" for status, number in statuses)
    found = [*findings(report), *failures(log), *doubts(visitor, len(sent), refused)]
    print(
        f"{account}: {len(pages)} Seiten, {len(asked)} Anfragen, davon {len(sent)} abgesendete Formulare "
        f"an {len({line['path'] for line in sent})} Adressen "
        f"({by_status}; am Token gescheitert: {refused}), "
        f"{len(found) or 'keine'} Befunde",
        *(f"  {one}" for one in found),
        sep="\n",
        flush=True,
    )
    return found


def findings(report: dict[str, Any]) -> list[str]:
    """Return a line for each finding of wapiti's report."""
    return [
        f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''} {one['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, several in report[group].items()
        for one in several
    ]


def failures(log: list[dict[str, Any]]) -> list[str]:
    """Return a line for each page that failed, with the last line of what it failed by."""
    causes = {x["request_id"]: x["traceback"].splitlines()[-1] for x in log if x.get("traceback")}
    failed = {
        f"{x['status']}: {x['method']} {x['path']} {causes.get(x['request_id'], '')}"
        for x in log
        if x.get("status", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    }
    return sorted(failed)


def doubts(visitor: Visitor, sent: int, refused: int) -> list[str]:
    """Return why this scan would prove little."""
    said = []
    if sent < FEWEST:
        said.append(f"Nur {sent} Formulare sind abgesendet.")
    if sent and 1 - refused / sent < FAIR_SHARE:
        said.append(f"{refused} von {sent} Formularen sind am Token gescheitert.")
    if visitor.get("/konto/").status != HTTPStatus.OK:
        said.append("Die Sitzung ist unterwegs verloren gegangen.")
    return said


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
