"""Is anything installed known to have a hole? `python3 run.py audit`.

Asks the index that pip uses. Exit 0: nothing known, 1: something is, 3: it could not be asked about all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements" / "base.txt"
_COMMAND = ["pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]


def main() -> int:
    done = subprocess.run(
        [sys.executable, "-m", *_COMMAND, "--requirement", str(LOCK)], capture_output=True, text=True
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"Die Pakete konnten nicht geprüft werden: {(done.stderr.strip() or 'ohne Meldung')[-300:]}")
        return 3
    return told(packages)


def told(packages: list[dict[str, Any]]) -> int:
    """Say what is known of the packages, as pip-audit lists them, and return the exit code."""
    holes = [(one["name"], one["version"], hole) for one in packages for hole in one.get("vulns", ())]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    for name, version, hole in holes:
        print(f"{name} {version}: {hole['id']}, behoben in {', '.join(hole['fix_versions']) or '–'}")
    if unknown:
        print(f"Nicht geprüft werden konnten {len(unknown)} von {len(packages)} Paketen (kein Netz?).")
    elif not holes:
        print(f"In {len(packages)} Paketen ist keine Lücke bekannt.")
    return 1 if holes else 3 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
