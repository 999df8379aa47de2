"""PDFs as others see them: a validator of PDF/UA-1, and poppler's programs."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import page

# A catalogue's table has more cells than the validator accepts from strangers.
_LIMITS = page.SafetyLimits.unlimited()


def barriers(pdf: bytes) -> list[str]:
    """Return what PDF/UA-1 finds wrong with a document; nothing is how it must be."""
    report = page.validate_pdf_bytes(pdf, profile="ua1", limits=_LIMITS)
    assert report.is_compliant == (not report.failures)
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def text_of(pdf: bytes, *options: str) -> str:
    return _poppler("pdftotext", *options, "-", "-", pdf=pdf)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return text_of(pdf).split("\f")[:-1]


def facts_of(pdf: bytes) -> dict[str, str]:
    """Return what a document says about itself: Title, Pages, Page size …"""
    lines = _poppler("pdfinfo", "-", pdf=pdf).splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of a document, and whether each is embedded."""
    lines = _poppler("pdffonts", "-", pdf=pdf).splitlines()[2:]
    found = (
        re.match(r"(?:\w{6}\+)?(\S+) .* (yes|no) +(?:yes|no) +(?:yes|no) +\d+ +\d+$", line) for line in lines
    )
    return {match[1]: match[2] == "yes" for match in found if match}


def files_of(pdf: bytes) -> dict[str, bytes]:
    """Return the files that a document has inside, by their names."""
    with TemporaryDirectory() as folder:
        Path(folder, "document.pdf").write_bytes(pdf)
        held = Path(folder, "held")
        held.mkdir()
        subprocess.run(["pdfdetach", "-saveall", "-o", held, f"{folder}/document.pdf"], check=True)
        return {one.name: one.read_bytes() for one in sorted(held.iterdir())}


def bookmarks_of(pdf: bytes) -> list[str]:
    """Return the titles of a document's bookmarks, in the order in which a reader lists them."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        told = _poppler("pdftohtml", "-xml", "-i", "-stdout", file.name, pdf=b"")
    return [html.unescape(title) for title in re.findall(r'<item page="\d+">(.*)</item>', told)]


def structure_of(pdf: bytes) -> str:
    """Return the tags of a document with their texts, as a screen reader gets them."""
    return _poppler("pdfinfo", "-struct-text", "-", pdf=pdf)


def read_aloud(pdf: bytes) -> str:
    """Return a document's words in the order of its tags."""
    return " ".join(" ".join(re.findall(r'^ +"(.*)"$', structure_of(pdf), re.MULTILINE)).split())


def _poppler(*command: str, pdf: bytes) -> str:
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")  # titles of headings come as UTF-16
