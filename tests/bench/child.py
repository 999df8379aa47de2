"""Call a function in a fresh process and print its peak memory in KB: `tests.bench.child module:function`."""

import pkgutil
import re
import resource
import sys
from pathlib import Path

import django


def peak() -> int:
    """Return this process's peak memory in KB.

    Linux hands `ru_maxrss` down from parent to child, so a large parent would hide a small child;
    the high-water mark in /proc begins anew with each program.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1])
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // 1024 if sys.platform == "darwin" else used


if __name__ == "__main__":
    django.setup()
    pkgutil.resolve_name(sys.argv[1])()
    print(peak())
