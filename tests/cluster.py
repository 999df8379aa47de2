"""A PostgreSQL server of a test's own: it may crash, and its disk may be full."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_BIN = max(
    Path("/usr/lib/postgresql").glob("*/bin"),
    key=lambda one: float(one.parent.name),
    default=Path("/usr/bin"),
)


class Cluster:
    """A server on a socket in a folder of its own, as safe against a crash as in service."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=1"
        )

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"

    def start(self, kilobytes: int | None = None) -> None:
        """Start it; `kilobytes` is how large a file may become."""
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=40"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start", kilobytes=kilobytes)

    def stop(self, mode: str) -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def largest_file(self) -> int:
        """Return the size of its largest file in KB."""
        return max(file.stat().st_size for file in self.data.rglob("*") if file.is_file()) // 1024

    def _run(self, program: str, *arguments: str, kilobytes: int | None = None) -> None:
        command = [str(_BIN / program), "-D", str(self.data), *arguments]
        if kilobytes:
            command = limited(command, kilobytes)
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def limited(command: list[str], kilobytes: int) -> list[str]:
    """Return the command with no file of its growing beyond that: to it the disk is full then."""
    return ["bash", "-c", 'ulimit -f "$0"; exec "$@"', str(kilobytes), *command]


@contextmanager
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Cluster(folder)
    server.start()
    try:
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop("immediate")
        shutil.rmtree(folder)
