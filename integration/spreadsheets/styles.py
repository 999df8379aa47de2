"""The styles that a workbook's cells cite, as far as they tell what a cell says."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

from .package import Package, in_main
from .texts import is_strike


class CellStyles(NamedTuple):
    """The number format code of every cell style, in the order in which cells cite them; which of them
    strike through."""

    formats: list[str]
    struck: set[int]


def read_styles(package: Package, part: str | None) -> CellStyles:
    """Return the cell styles in `part`; without one, the single style that every workbook has."""
    reader = _Reader()
    if part:
        package.walk(part, reader.opened, reader.closed)
    return CellStyles(reader.formats or ["General"], reader.struck)


class _Reader:
    """Builds the styles. <fonts> and <cellXfs> count: <dxfs> holds fonts and <cellStyleXfs> <xf> too."""

    def __init__(self) -> None:
        self.codes = dict(BUILTIN_FORMATS)
        self.formats: list[str] = []
        self.struck: set[int] = set()
        self.fonts = 0
        self.struck_fonts: set[int] = set()
        self.in_fonts = self.in_styles = False
        self.opened = in_main(
            {
                "numFmt": self.note_code,
                "fonts": self.enter_fonts,
                "font": self.note_font,
                "strike": self.note_strike,
                "cellXfs": self.enter_styles,
                "xf": self.note_style,
            }
        )
        self.closed = in_main({"fonts": self.leave, "cellXfs": self.leave})

    def enter_fonts(self, _: dict[str, str]) -> None:
        self.in_fonts = True

    def enter_styles(self, _: dict[str, str]) -> None:
        self.in_styles = True

    def leave(self, _: str) -> None:
        self.in_fonts = self.in_styles = False

    def note_code(self, attributes: dict[str, str]) -> None:
        self.codes[int(attributes["numFmtId"])] = attributes["formatCode"]

    def note_font(self, _: dict[str, str]) -> None:
        self.fonts += self.in_fonts

    def note_strike(self, attributes: dict[str, str]) -> None:
        if self.in_fonts and is_strike(attributes):
            self.struck_fonts.add(self.fonts - 1)

    def note_style(self, attributes: dict[str, str]) -> None:
        if self.in_styles:
            if int(attributes.get("fontId", "0")) in self.struck_fonts:
                self.struck.add(len(self.formats))
            self.formats.append(self.codes.get(int(attributes.get("numFmtId", "0")), "General"))
