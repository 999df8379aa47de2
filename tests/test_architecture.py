"""The house's promises: arrows point down, the top level is fixed, pieces stay small."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A module may import from its own floor and from those below.
GROUND, CATALOGUE, STEERING, ROOF = range(4)
ROOF_PARTS = {"settings", "urls", "wsgi", "views", "context", "templatetags", "management", "health"}
ROOF_PARTS |= {
    "help",
    "serving",
    "settings_sign_in",
    "overview",
    "demo",
    "demo_departures",
    "demo_import",
    "demo_steering",
    "demo_interface",
    "demo_minutes",
    "demo_talks",
    "demo_year",
    "demo_reports",
    "demo_reminders",
    "demo_privacy",
    "privacy",
}
APPS = {"integration": GROUND, "catalogue": CATALOGUE, "steering": STEERING}
FOLDERS = {*APPS, "templates", "static", "fixtures", "tests", "requirements", "docs"}
FILES = {"manage.py", "run.py", "pyproject.toml", "README.md", "publiccode.yml"}
MAX_FUNCTION, MAX_MODULE = 40, 300  # lines

INLINE = re.compile(
    r"<style[\s>]|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=(?!=)|javascript:", re.IGNORECASE
)
# Written so that this file does not contain what it looks for.
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org")
MACHINE = re.compile(r"/(?:work|root|farm|home)/\w|/tmp/\w")


def tracked(suffix: str = "") -> list[Path]:
    """Return the files git keeps, relative to the project's folder."""
    listing = subprocess.check_output(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, text=True
    )
    files = [Path(name) for name in listing.split("\0") if name.endswith(suffix) and name]
    return [file for file in files if (ROOT / file).is_file()]


def code() -> list[Path]:
    return [file for file in tracked(".py") if not {"migrations", "tests"} & set(file.parts)]


def text_of(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8", errors="ignore")


def floor_of(module: str) -> int:
    top, part = [*module.split("."), ""][:2]
    return ROOF if top == "integration" and part in ROOF_PARTS else APPS[top]


def name_of(file: Path) -> str:
    return ".".join(file.with_suffix("").parts)


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything a module imports, wherever in it that stands."""
    package = [*file.parent.parts]
    for node in ast.walk(ast.parse(text_of(file))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def test_arrows_point_down() -> None:
    upward = [
        f"{file}:{line} imports {name}"
        for file in code()
        if file.parts[0] in APPS
        for line, name in imports(file)
        if name.split(".")[0] in APPS and floor_of(name) > floor_of(name_of(file))
    ]
    assert upward == []


def test_ground_knows_no_app_by_name() -> None:
    """Neither in an import nor in a string that Django would resolve to a model."""
    named = [
        f"{file}:{node.lineno} {node.value}"
        for file in code()
        if file.parts[0] in APPS and floor_of(name_of(file)) == GROUND
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(catalogue|steering)\.[A-Z]\w+", node.value)
    ]
    assert named == []


def test_top_level_is_fixed() -> None:
    found = {file.parts[0] for file in tracked()}
    assert {name for name in found if not name.startswith(".")} <= FOLDERS | FILES


def test_templates_hold_nothing_inline() -> None:
    assert [str(file) for file in tracked(".html") if INLINE.search(text_of(file))] == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_tracked_files_name_no_place(pattern: re.Pattern[str]) -> None:
    named = [
        f"{file}: {found.group()}"
        for file in tracked()
        if b"\0" not in (ROOT / file).read_bytes() and (found := pattern.search(text_of(file)))
    ]
    assert named == []


def test_functions_fit_a_screen() -> None:
    long = [
        f"{file}:{node.lineno} {node.name}"
        for file in [*code(), *(file for file in tracked(".py") if file.parts[0] == "tests")]
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION
    ]
    assert long == []


def test_modules_hold_one_noun() -> None:
    assert [str(file) for file in code() if len(text_of(file).splitlines()) > MAX_MODULE] == []


def test_locks_hold_hashes_and_no_address() -> None:
    for file in tracked(".txt"):
        if file.parts[0] == "requirements":
            text = text_of(file)
            assert "://" not in text
            assert len(re.findall(r"(?m)^[\w.-]+==", text)) == len(
                re.findall(r"(?m)^\S+==(?:[^\n]*\\\n\s+--hash)", text)
            )
