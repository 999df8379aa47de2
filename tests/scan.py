"""Attack the demo city with wapiti: `python3 run.py scan [seconds for each account]`.

The site is served as in operation (no DEBUG, TLS, gunicorn) on a database of its own. Wapiti lives in an
environment of its own. Modules that need a server out in the net are left out. Exit 1 if it finds anything.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "scan"
LOCK = ROOT / "requirements" / "scan.txt"
ACCOUNTS = ("koordination", "administration", "kita", "stg")
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,permanentxss,redirect,shellshock,sql,"
    "timesql,upload,xss"
)
_BACKEND = "integration.accounts.backends.PasswordBackend"
_SIGN_IN = f"""
import sys
from django.test import Client
from integration.accounts.models import User
client = Client()
client.force_login(User.objects.get(username={{account!r}}), "{_BACKEND}")
print(client.cookies["sessionid"].value)
"""


def main(seconds: int) -> int:
    """Scan as each account; print what was found, as wapiti says it."""
    wapiti = installed()
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as (address, environment):
        found = [scan(wapiti, address, account, environment, seconds, Path(name)) for account in ACCOUNTS]
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
def served(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve a demo city over TLS; give its address and the environment its commands need."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/scan.sqlite3",
        "SECRET_KEY": os.urandom(32).hex(),
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR",
        **dict.fromkeys(("SEARCHES_PER_MINUTE", "DOWNLOADS_PER_HOUR", "UPLOADS_PER_HOUR"), "0"),
    }
    for debug, *command in (
        ("0", "migrate", "-v0"),
        ("0", "collectstatic", "--no-input", "-v0"),
        ("1", "demo"),
    ):
        called = [sys.executable, "manage.py", *command]
        subprocess.run(called, cwd=ROOT, env={**environment, "DEBUG": debug}, check=True)
    key, certificate = self_signed(folder)
    options = ["--workers=2", f"--bind=127.0.0.1:{port}", f"--keyfile={key}", f"--certfile={certificate}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "integration.wsgi", *options], cwd=ROOT, env=environment
    )
    try:
        address = f"https://127.0.0.1:{port}/"
        wait_for(address + "healthz")
        yield address, environment
    finally:
        server.terminate()
        server.wait()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Write a key and a certificate for two days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    return folder / "key.pem", folder / "certificate.pem"


def wait_for(address: str) -> None:
    trusting = ssl._create_unverified_context()  # noqa: S323 (the certificate was made a moment ago)
    for _ in range(100):
        try:
            urlopen(address, context=trusting).close()  # noqa: S310 (our own)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def scan(
    wapiti: Path, address: str, account: str, environment: dict[str, str], seconds: int, folder: Path
) -> bool:
    """Scan as one account; return whether anything was found. A session that ended makes it worthless."""
    command = ["shell", "-v0", "--command", _SIGN_IN.format(account=account)]
    session = subprocess.check_output(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, text=True
    ).strip()
    report = folder / f"{account}.json"
    options = [
        f"--url={address}",
        f"--cookie-value=sessionid={session}",
        *(f"--exclude={address}{path}" for path in ("abmelden/", "konto/*")),
        f"--module={MODULES}",
        f"--max-scan-time={seconds}",
        f"--max-attack-time={max(5, seconds // 10)}",
        "--max-files-per-dir=15",
        "--max-links-per-page=80",
        "--depth=4",
        "--format=json",
        f"--output={report}",
        f"--store-session={folder}/{account}",
        "--no-bugreport",
        "--verbose=0",
    ]
    with (folder / "wapiti.log").open("wb") as log:  # it tells of each request it gives up
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
