"""Work apart from the web process: a child with limits on time and memory.

What reads a stranger's file may need any amount of both. The child limits itself, so a hostile file ends
the child and not the site; it reports through the database, so that any web process can tell how far it is.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection, connections

from integration import limits

# A child ends itself after so long at the latest; the rest is for its start and for clocks that differ.
SILENCE = dt.timedelta(seconds=settings.CHILD_SECONDS + 30)


def limit() -> None:
    """Limit the process that calls this, for good, to what the settings allow."""
    limits.limit(megabytes=settings.CHILD_MEMORY_MB, seconds=settings.CHILD_SECONDS)


def start(*command: str) -> subprocess.Popen[bytes]:
    """Start `manage.py command …` as a child that outlives the request, on the database in use here.

    Django's checks are left to the process that starts it: they load every page, half of a child's start.
    """
    return subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command, "--skip-checks"],
        env={**os.environ, "DATABASE_URL": database_url(connection.settings_dict)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait(child: subprocess.Popen[bytes], seconds: float, done: Callable[[], bool]) -> bool:
    """Wait until `done()` or the child's end, at most `seconds`; return whether it is done."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and child.poll() is None:
        time.sleep(0.05)
        if done():
            return True
    return done()


def hand_over(*command: str, patience: float, done: Callable[[], bool], failed: Callable[[], None]) -> None:
    """Have a child do the work of `command`; wait at most `patience` seconds, for most are done in them.

    One that ends without a word has `failed` called at once while this process lives; who waits for it
    then must know it by its silence.
    """
    child = start(*command)
    if wait(child, patience, done):
        return
    if child.poll() is None:
        watch(child, failed)
    else:
        failed()


def watch(child: subprocess.Popen[bytes], failed: Callable[[], None]) -> threading.Thread:
    """Call `failed` as soon as the child ends with anything but success, in a thread of its own.

    The thread dies with this process; who waits for the child then must know it by its silence.
    """

    def end() -> None:
        if child.wait():
            try:
                failed()
            finally:
                connections.close_all()

    thread = threading.Thread(target=end, name=f"child {child.pid}", daemon=True)
    thread.start()
    return thread


def database_url(database: dict[str, Any]) -> str:
    """Return the address of a database as the environment takes it (dj-database-url)."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    person = quote(database["USER"] or "", safe="")
    if database["PASSWORD"]:
        person += ":" + quote(database["PASSWORD"], safe="")
    host = quote(database["HOST"] or "", safe="")
    port = f":{database['PORT']}" if database["PORT"] else ""
    # What the address itself said besides (sslmode, target_session_attrs …); the settings add the rest anew.
    options = {name: value for name, value in database.get("OPTIONS", {}).items() if name != "options"}
    more = f"?{urlencode(options)}" if options else ""
    return f"postgres://{person}@{host}{port}/{quote(str(database['NAME']), safe='')}{more}"
