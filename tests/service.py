"""The site as it is served: gunicorn's processes behind the nginx site of docs/betrieb/, on loopback."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from integration.children import database_url

SITE = settings.BASE_DIR / "docs" / "betrieb" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE = 60  # seconds; a busy machine starts late
# nginx as the site of the docs finds it on Debian, without its folders.
FRAME = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder}; access_log off;
  {site}
}}
"""


class Answer(NamedTuple):
    status: int
    text: str
    by: str  # the socket of the process that answered
    address: str  # where it led
    request_id: str


class Visitor:
    """A browser without a window: it keeps cookies, sends what forms ask for and follows no redirect."""

    def __init__(self, service: Service) -> None:
        self.service = service
        trust = ssl.create_default_context(cafile=service.folder / "certificate.pem")
        self.cookies = http.cookiejar.CookieJar()
        self.headers: dict[str, str] = {}  # sent with everything
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trust),
            urllib.request.HTTPCookieProcessor(self.cookies),
            _Stay(),
        )

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.service.url + path))  # noqa: S310 (it begins with https)

    def post(self, path: str, fields: dict[str, str], file: Path | None = None) -> Answer:
        """Send a form as a browser does after it has shown it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert token, path
        body, kind = _multipart({**fields, "csrfmiddlewaretoken": token[1]}, file)
        headers = {"Content-Type": kind, "Referer": self.service.url + path}
        return self._ask(urllib.request.Request(self.service.url + path, body, headers))  # noqa: S310

    def sign_in(self, username: str, password: str) -> Answer:
        return self.post("/anmelden/", {"username": username, "password": password})

    def _ask(self, request: urllib.request.Request) -> Answer:
        for name, value in self.headers.items():
            request.add_header(name, value)
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            heads, text = answer.headers, answer.read().decode()
        address = urllib.parse.urlsplit(heads.get("Location", "")).path
        return Answer(answer.status, text, heads["X-Answered-By"], address, heads["X-Request-ID"])


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def _multipart(fields: dict[str, str], file: Path | None) -> tuple[bytes, str]:
    edge = "----between-the-fields"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n'
        for name in fields
    ]
    body = "".join(parts).encode()
    if file:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body += head.encode() + file.read_bytes() + b"\r\n"
    return body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Service:
    """Web processes, each a gunicorn of its own as on hosts of their own, and nginx before them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"https://localhost:{self.port}"
        self.webs: dict[str, subprocess.Popen[bytes]] = {}

    def visitor(self) -> Visitor:
        return Visitor(self)

    @contextmanager
    def web(self, name: str, **environment: str) -> Iterator[None]:
        """Run a web process on a socket of its own, with the configuration that the unit names."""
        where = f"unix:{self.folder / name}.sock"
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:integration.serving", "integration.wsgi"],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"DATABASE_URL": database_url(connection.settings_dict), "WEB_BIND": where, "WEB_WORKERS": "1"}
            | {"DEBUG": "1", "HTTPS": "1", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": "localhost"}
            | environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{name}.log").open("wb"),
            start_new_session=True,
        )
        self.webs[where] = web
        with _ends(web):
            yield

    @contextmanager
    def nginx(self) -> Iterator[None]:
        _make_certificate(self.folder)
        (self.folder / "nginx.conf").write_text(FRAME.format(folder=self.folder, site=self._site()))
        nginx = subprocess.Popen([str(NGINX), "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)])
        with _ends(nginx):
            yield

    def _site(self) -> str:
        """The site that the docs install, on other ports, sockets and names; nothing else is changed."""
        site = SITE.read_text()
        servers = "".join(f"  server {where} max_fails=1 fail_timeout=60s;\n" for where in self.webs)
        changes = {
            r"  server unix:\S+ fail_timeout=0;\n": servers,
            r"(?ms)^server \{\n  listen 80;.*?^\}\n": "",
            r"  listen \[::\]:443[^;]*;\n": "",
            r"listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            r"katalog\.stadt\.example": "localhost",
            r"/etc/ssl/integrationsplanung/zertifikat\.pem": str(self.folder / "certificate.pem"),
            r"/etc/ssl/integrationsplanung/schluessel\.pem": str(self.folder / "key.pem"),
            r"/var/log/nginx/integrationsplanung\.log": str(self.folder / "site.log"),
            r"proxy_set_header Host \$host;": "proxy_set_header Host $host:$server_port;\n"
            "    add_header X-Answered-By $upstream_addr always;",
        }
        for pattern, text in changes.items():
            site, number = re.subn(pattern, text.replace("\\", r"\\"), site)
            assert number, pattern
        return site

    def wait(self) -> None:
        """Wait until every process has answered."""
        answered: set[str] = set()
        until = time.monotonic() + PATIENCE
        while len(answered) < len(self.webs):
            assert time.monotonic() < until, "".join(log.read_text() for log in self.folder.glob("*.log"))
            try:
                answer = self.visitor().get("/healthz")
            except OSError:
                time.sleep(0.1)
                continue
            if answer.status == 200:
                answered.add(answer.by)
            else:
                time.sleep(0.1)


@contextmanager
def served(folder: Path, *names: str, **environment: str) -> Iterator[Service]:
    """Serve the test's database by a web process for each name."""
    service = Service(folder)
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(service.web(name, **environment))
        for where in service.webs:
            _wait_for(Path(where.removeprefix("unix:")))
        stack.enter_context(service.nginx())
        service.wait()
        yield service


def _wait_for(file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, file.with_suffix(".log").read_text()
        time.sleep(0.05)


@contextmanager
def _ends(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _make_certificate(folder: Path) -> None:
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *name, *files]
    subprocess.run(make, check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
