"""What README.md and docs/ name is there: files, tests, links, commands with their options, addresses.

Whether what they say of it is true, other tests hold: `tests/integration/test_operation.py` for the service,
`tests/test_security_page.py` for protection, `tests/integration/test_demo.py` for examples of the interface.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from tests.test_architecture import ROOT, tracked

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NAMES = [page.name for page in PAGES]
TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
_FENCED = re.compile(r"(?ms)^```.*?^```$")
_FILE = re.compile(r"[\w.-]+(?:/[^/+`]+)*/?")
_ENDINGS = (".py", ".md", ".html", ".txt", ".yml", ".toml", ".conf", ".sh", ".env")
# Of another computer than this: Debian's folders, and what an installation holds.
_ELSEWHERE = ("/opt/", "/etc/", "/usr/", "/var/", "/ssl/", "/run/", "/proc/")
_NOT_THERE = {"daten.html", "/.well-known/…"}  # in an archive, at another place
_NOT_THERE |= {"/gibt-es-nicht/", "/api/v2/"}  # on purpose
_COMMAND = re.compile(
    r"(?m)(?:\bmanage\.py |run\.py manage |(?:^|(?<=`))integrationsplanung |(?<=`)manage )"
    r"([a-z_]+)([^`\n|;)]*)"
)
_OF_RUN = re.compile(r"\brun\.py(?: ([a-z]+))?((?: --?[a-z-]+)*)")


def spans(name: str) -> list[tuple[str, str]]:
    """Yield what stands in backticks on a page, each with the line around it."""
    lines = _FENCED.sub("", TEXTS[name]).splitlines()
    return [(span, line) for line in lines for span in re.findall(r"`([^`]+)`", line)]


@cache
def paths() -> frozenset[Path]:
    """Return every file that is kept, and every folder that one lies in."""
    files = tracked("")
    return frozenset({ROOT / file for file in files} | {ROOT / up for file in files for up in file.parents})


@cache
def all_tests() -> str:
    return "".join((ROOT / file).read_text() for file in tracked(".py") if file.parts[0] == "tests")


def is_kept(place: Path, name: str) -> bool:
    """Tell whether a file or folder is there; `<topic>` in its name stands for whichever."""
    if "<" in name:
        return any(place.glob(re.sub("<[^>]*>", "*", name)))
    return (place / name).resolve() in paths()


def places(line: str) -> list[Path]:
    """Return where a file lies that a line names without its folder: in one that the line names before."""
    named = [ROOT / span for span in re.findall(r"`([\w./-]+/[\w.-]*)`", line)]
    folders = [one if one.is_dir() else one.parent for one in named]
    apps = [ROOT / "catalogue", ROOT / "steering"] if re.search(r"\bapps?\b", line, re.IGNORECASE) else []
    return [ROOT, ROOT / "tests", ROOT / "tests" / "browser", *folders, *apps]


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_is_named_exists(name: str) -> None:
    named = {(span.split("::")[0], line) for span, line in spans(name)}
    files = {
        (one, line)
        for one, line in named
        if _FILE.fullmatch(one) and (one.endswith(_ENDINGS) or re.match(r"[a-z.]\w*/", one))
    }
    missing = {one for one, line in files if not any(is_kept(place, one) for place in places(line))}
    assert missing <= _NOT_THERE


@pytest.mark.parametrize("name", NAMES)
def test_every_test_that_is_named_exists(name: str) -> None:
    named = {found for span, _ in spans(name) for found in re.findall(r"(?:^|::)(test_\w+)$", span)}
    assert [one for one in sorted(named) if f"\ndef {one}(" not in all_tests()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCED.sub("", TEXTS[name])):
        path, _, anchor = target.partition("#")
        page = ((ROOT / "README.md" if name == "README.md" else ROOT / "docs" / name).parent / path).resolve()
        assert not path or page in paths(), target
        assert not anchor or anchor in anchors(page.name if path else name), target


def anchors(name: str) -> set[str]:
    """Return the names that headings get where pages are shown."""
    found = re.findall(r"(?m)^#+ (.+)$", _FENCED.sub("", TEXTS[name]))
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_named_exists(name: str) -> None:
    known = get_commands()
    for command, rest in _COMMAND.findall(TEXTS[name]):
        assert command in known, command
        parser = load_command_class(str(known[command]), command).create_parser("manage.py", command)
        options = re.findall(r"(?<!\S)\[?(--[a-z-]+)", rest)
        assert [one for one in options if one not in parser._option_string_actions] == [], command


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_run_that_is_named_exists(name: str) -> None:
    usage = (ROOT / "run.py").read_text().split('"""')[1]
    for command, options in _OF_RUN.findall(TEXTS[name]):
        assert not command or f"run.py {command}" in usage, command
        assert [one for one in options.split() if one not in usage] == [], command


@pytest.mark.parametrize("name", NAMES)
def test_every_address_that_is_named_leads_to_a_page(name: str) -> None:
    named = {span.split("?")[0] for span, _ in spans(name) if re.match(r"/(?:[a-z.]|$)", span)}
    pages = {one for one in named if not one.startswith(_ELSEWHERE)}
    assert {one for one in pages if not leads(one)} <= _NOT_THERE


def leads(address: str) -> bool:
    for placeholder, value in (("<Nummer>", "29"), ("<Kürzel>", "51.3"), ("…", "massnahmen")):
        address = address.replace(placeholder, value)
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def test_code_has_what_the_glossary_calls_it() -> None:
    glossary = TEXTS["README.md"].split("## Glossary")[1].split("\n## ")[0]
    cells = re.findall(r"(?m)^\| .+ \| (.+) \| \| .+ \| (.+) \|$", glossary)[1:]
    named = {word for pair in cells for cell in pair for word in re.findall(r"\b[A-Z]\w+", cell)}
    code = "".join((ROOT / file).read_text() for file in tracked(".py") if file.parts[0] != "tests")
    assert len(named) > 20
    assert [word for word in sorted(named) if not re.search(rf"(?m)^class {word}\b", code)] == []
