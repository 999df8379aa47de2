"""The site as it is served: gunicorn with processes of its own, over real HTTP, to be killed by a test."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.test import Client

from tests.cluster import limited

_TOKEN = "k" * 32  # of CSRF: the same as cookie and as field
_UP = 60  # seconds until the site answers


class Service:
    """The site on a port of this machine, working on the database of `url`."""

    def __init__(self, url: str, kilobytes: int | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        served = {"DEBUG": "1", "HTTPS": "0", "LOG_LEVEL": "CRITICAL", "WEB_WORKERS": "2"}
        self.environment = {
            **os.environ,
            **served,
            "DATABASE_URL": url,
            "SECRET_KEY": settings.SECRET_KEY,
            "WEB_BIND": f"127.0.0.1:{self.port}",
        }
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:integration.serving",
            "integration.wsgi",
        ]
        self.master = subprocess.Popen(
            limited(command, kilobytes) if kilobytes else command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Wait until a page answers that asks the database."""
        until = time.monotonic() + _UP
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.request("GET", "/anmelden/")[0] == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError("Die Anwendung antwortet nicht.")

    def request(
        self, method: str, path: str, data: Mapping[str, Any] | None = None, *, session: str = ""
    ) -> tuple[int, str]:
        """Return status and text of an answer. Raises OSError or HTTPException where none comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={session}; csrftoken={_TOKEN}", "Connection": "close"}
        body = None
        if data is not None:
            body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": _TOKEN}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def workers(self) -> list[int]:
        return children_of(self.master.pid)

    def kill_workers(self) -> None:
        """Kill every process that answers, in the middle of whatever it does; the master starts new ones."""
        for worker in self.workers():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def stop(self) -> None:
        if self.master.poll() is None:
            self.master.terminate()
            try:
                self.master.wait(20)
            except subprocess.TimeoutExpired:
                self.kill_workers()
                self.master.kill()
                self.master.wait()


@contextmanager
def served(url: str, kilobytes: int | None = None) -> Iterator[Service]:
    """`kilobytes` is how large a file may become for the site, as on a disk that is nearly full."""
    service = Service(url, kilobytes)
    try:
        service.wait()
        yield service
    finally:
        service.stop()


def session_of(user: Any) -> str:
    """Return the key of a new session, as if the person had signed in."""
    client = Client()
    client.force_login(user, "integration.accounts.backends.PasswordBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in found.read_text().split()] if found.exists() else []


def processes_with(*words: str) -> list[int]:
    """Return the processes whose command line has all these words, one after the other."""
    wanted = "\0".join(words).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def struck(
    send: Callable[[], tuple[int, str]], hit: Callable[[], object], span: float, draw: Random
) -> tuple[int, str] | None:
    """Send something, `hit` at some moment within `span` seconds, and return the answer if one came."""
    answers: list[tuple[int, str]] = []

    def work() -> None:
        with suppress(OSError, http.client.HTTPException):
            answers.append(send())

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(draw.uniform(0, span))
    hit()
    thread.join(90)
    return answers[0] if answers else None
