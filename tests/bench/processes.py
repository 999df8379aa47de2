"""What the processes of a group take: memory of their own each second, and computing time."""

from __future__ import annotations

import os
import re
import statistics
import threading
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Watch(threading.Thread):
    """Notes each second how much memory the processes of `group` have of their own (PSS, MB)."""

    def __init__(self, group: int) -> None:
        super().__init__(daemon=True)
        self.group, self.noted, self.over = group, list[float](), threading.Event()

    def run(self) -> None:
        while not self.over.wait(1):
            self.noted.append(sum(map(_memory, _processes(self.group))) / 1024)

    def stop(self) -> None:
        self.over.set()
        self.join()

    @property
    def growth(self) -> tuple[float, float]:
        """Return the median of the second and of the last quarter."""
        quarter = len(self.noted) // 4
        return statistics.median(self.noted[quarter : 2 * quarter]), statistics.median(self.noted[-quarter:])


def computed_by(group: int) -> float:
    """Return the seconds that the processes of a group have computed so far, in all cores together."""
    return sum(sum(map(int, _stat(one)[11:13])) for one in _processes(group)) / _TICKS


def computed() -> float:
    """Return the same of everything on this machine."""
    user, nice, system, _, _, irq, soft, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + soft) / _TICKS


def _processes(group: int) -> list[Path]:
    entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [entry for entry in entries if (stat := _stat(entry)) and int(stat[2]) == group]


def _stat(process: Path) -> list[str]:
    """Return what /proc/…/stat tells behind the name, from the state on; nothing of what has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _memory(process: Path) -> int:
    try:
        return int(re.findall(r"(?m)^Pss:\s+(\d+)", (process / "smaps_rollup").read_text())[0])
    except (OSError, IndexError):
        return 0
