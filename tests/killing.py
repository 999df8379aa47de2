"""The site as it is served: gunicorn with processes of its own, over real HTTP, to be killed by a test."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client

from integration.children import database_url
from tests.cluster import limited

_TOKEN = "k" * 32  # of CSRF: the same as cookie and as field
_UP = 60  # seconds until the site answers
_OTHERS = """
    SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Service:
    """The site on a port of this machine, working on the database of `url`."""

    def __init__(self, url: str, kilobytes: int | None = None, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        served = {"HTTPS": "0", "LOG_LEVEL": "CRITICAL", "WEB_WORKERS": "2", "ALLOWED_HOSTS": "127.0.0.1"}
        self.environment = {
            **os.environ,
            **served,
            **environment,
            "DATABASE_URL": url,
            "SECRET_KEY": settings.SECRET_KEY,
            "WEB_BIND": f"127.0.0.1:{self.port}",
        }
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:tests.serving",
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
        site = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"sessionid={session}; csrftoken={_TOKEN}", "Connection": "close"}
        body = None
        if data is not None:
            body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": _TOKEN}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            site.request(method, path, body, headers)
            answer = site.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            site.close()

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
def served(url: str, kilobytes: int | None = None, **environment: str) -> Iterator[Service]:
    """`kilobytes` is how large a file may become for the site, as on a disk that is nearly full."""
    service = Service(url, kilobytes, **environment)
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
    """Return the processes on the database in use here whose command line has these words, in a row."""
    wanted = "\0".join(words).encode()
    ours = f"DATABASE_URL={database_url(connection.settings_dict)}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (process / "cmdline").read_bytes() and ours in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


class Blow(NamedTuple):
    """A kill: the answer that came all the same, and whether it fell while a transaction was writing."""

    answer: tuple[int, str] | None
    amid: bool


def struck(
    send: Callable[[], tuple[int, str]],
    victims: Sequence[Callable[[], list[int]]],
    moment: Callable[[Callable[[], bool]], object],
) -> Blow:
    """Send something, kill the `victims`, what answers and what works for it, and tell what came of it.

    All of them are stopped, group by group, before any is killed: so it is certain what they were in.
    `moment` waits; it is given a function that tells whether all is over.
    """
    answers: list[tuple[int, str]] = []

    def work() -> None:
        with suppress(OSError, http.client.HTTPException):
            answers.append(send())

    thread = threading.Thread(target=work)
    thread.start()
    moment(lambda: not thread.is_alive() and not any(group() for group in victims[1:]))
    stopped = [one for group in victims for one in _signalled(group(), signal.SIGSTOP)]
    amid = is_written()
    _signalled([*stopped, *(one for group in victims for one in group())], signal.SIGKILL)
    thread.join(90)
    settle()
    return Blow(answers[0] if answers else None, amid)


def _signalled(processes: Iterable[int], number: signal.Signals) -> list[int]:
    found = list(processes)
    for process in found:
        with suppress(ProcessLookupError):
            os.kill(process, number)
    return found


# --- What the test's own database sees of others --------------------------------------------


def is_written() -> bool:
    """Tell whether somebody else is in the middle of writing to the database in use here."""
    if connection.vendor == "postgresql":
        return _others("backend_xid IS NOT NULL")
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as probe:
        try:
            probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def settle() -> None:
    """Wait until the database has done with those who are gone: PostgreSQL ends a COMMIT without them."""
    until = time.monotonic() + _UP
    while connection.vendor == "postgresql" and _others("state <> 'idle'"):
        assert time.monotonic() < until, "Somebody is still at work."
        time.sleep(0.01)


def _others(are: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{_OTHERS} AND {are})")
        return bool(cursor.fetchone()[0])
