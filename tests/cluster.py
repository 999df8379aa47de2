"""A PostgreSQL server of a test's own: it may crash, and its disk may be full."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from tests.outside import do_without

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

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=40"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def runs(self) -> bool:
        try:
            self._run("pg_ctl", "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def stop(self, mode: str) -> None:
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_BIN / program), "-D", str(self.data), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def limited(command: list[str], kilobytes: int) -> list[str]:
    """Return the command with no file of its growing beyond that: to it the disk is full then."""
    return ["bash", "-c", 'ulimit -f "$0"; exec "$@"', str(kilobytes), *command]


@contextmanager
def cluster(folder: Path | None = None) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="cluster-") as place:
        folder = folder or Path(place)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Cluster(folder)
        server.start()
        try:
            yield server
        finally:
            if server.runs():
                server.stop("immediate")


class SmallDisk:
    """A disk that others fill, too."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"

    def fill(self, left_kilobytes: int) -> None:
        """Leave no more room than that."""
        with self.ballast.open("wb") as file:
            free = shutil.disk_usage(self.folder).free
            with suppress(OSError):
                file.write(bytes(max(free - left_kilobytes * 1024, 0)))

    def make_room(self) -> None:
        self.ballast.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """A disk of its own in memory; to have one, a system must let us mount it."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    with tempfile.TemporaryDirectory(prefix="disk-") as place:
        mount = [*as_root, "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "none", place]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            do_without(
                "Ein voller Datenträger wurde NICHT erprobt: Hier lässt sich keiner einhängen (mount)."
            )
        try:
            yield SmallDisk(Path(place))
        finally:
            subprocess.run([*as_root, "umount", "--lazy", place], check=True)
