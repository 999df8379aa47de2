"""Attack the demo city with wapiti: `python3 run.py scan [seconds for each account]`.

The site is served as in operation (no DEBUG, TLS, gunicorn) on a database of its own. Wapiti lives in an
environment of its own. Modules that need a server out in the net are left out. Exit 1 if it finds anything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

if __name__ == "__main__":
    _FOLDER = tempfile.TemporaryDirectory()
    os.environ.update(DATABASE_URL=f"sqlite:///{_FOLDER.name}/scan.sqlite3", SECRET_KEY=os.urandom(32).hex())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="integration.settings", DEBUG="0", ALLOWED_HOSTS="127.0.0.1,localhost"
    )
    django.setup()

from django.core.management import call_command
from django.test import Client, override_settings

from integration.accounts.models import User
from tests.browser.conftest import PASSWORD_BACKEND
from tests.service import Service, served

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "scan"
LOCK = ROOT / "requirements" / "scan.txt"
ACCOUNTS = ("koordination", "administration", "kita", "stg")
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,permanentxss,redirect,shellshock,sql,"
    "timesql,upload,xss"
)


def main(seconds: int) -> int:
    """Scan as each account; print what was found, as wapiti says it."""
    wapiti = installed()
    with tempfile.TemporaryDirectory() as name, demo_city(Path(name)) as service:
        found = [scan(wapiti, service, account, seconds) for account in ACCOUNTS]
    return int(any(found))


def installed() -> Path:
    """Return wapiti's program, installed if it is not yet."""
    program = HOME / "bin" / "wapiti"
    if not program.exists():
        print("Wapiti wird installiert …", flush=True)
        venv.create(HOME, with_pip=True, clear=True)
        options = ["--quiet", "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
        subprocess.run([HOME / "bin" / "python", "-m", "pip", "install", *options], check=True)
    return program


@contextmanager
def demo_city(folder: Path) -> Iterator[Service]:
    """Serve a demo city on a database of its own, without limits on how often somebody asks."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with override_settings(DEBUG=True):  # its passwords are known to everybody
        call_command("demo")
    unlimited = dict.fromkeys(("SEARCHES_PER_MINUTE", "DOWNLOADS_PER_HOUR", "UPLOADS_PER_HOUR"), "0")
    hosts = os.environ["ALLOWED_HOSTS"]
    with served(folder, "web", DEBUG="0", ALLOWED_HOSTS=hosts, LOG_LEVEL="ERROR", **unlimited) as service:
        yield service


def scan(wapiti: Path, service: Service, account: str, seconds: int) -> bool:
    """Scan as one account; return whether anything was found."""
    # By its number: wapiti sends no cookies to a host without a dot.
    client, address = Client(), f"https://127.0.0.1:{service.port}/"
    client.force_login(User.objects.get(username=account), PASSWORD_BACKEND)
    report = service.folder / f"{account}.json"
    options = [
        f"--url={address}",
        f"--cookie-value=sessionid={client.cookies['sessionid'].value}",
        *(f"--exclude={address}{path}" for path in ("abmelden/", "konto/*")),
        f"--module={MODULES}",
        f"--max-scan-time={seconds}",
        f"--max-attack-time={max(5, seconds // 10)}",
        "--max-files-per-dir=15",
        "--max-links-per-page=80",
        "--depth=4",
        "--format=json",
        f"--output={report}",
        f"--store-session={service.folder / account}",
        "--no-bugreport",
        "--verbose=0",
    ]
    with (service.folder / "wapiti.log").open("wb") as log:  # it tells of each request it gives up
        subprocess.run([wapiti, *options], check=True, stdout=log, stderr=log)
    return told(account, json.loads(report.read_text()))


def told(account: str, report: dict) -> bool:
    """Print a line for each finding of wapiti's report; return whether there was one."""
    found = [
        f"  {kind}: {one['method']} {one['path']} {one.get('parameter') or ''} {one['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, several in report[group].items()
        for one in several
    ]
    pages = report["infos"]["crawled_pages_nbr"]
    print(f"{account}: {pages} Seiten, {len(found) or 'keine'} Befunde", *found, sep="\n", flush=True)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
