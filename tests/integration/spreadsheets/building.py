"""Workbooks made by hand, byte for byte, so that a test can get wrong exactly what it is about."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from integration.spreadsheets.opening import open_workbook
from integration.spreadsheets.reading import Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/2017/10/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive of the parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def worksheet(rows: str = "", *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """Return a sheet's XML around the XML of its rows."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheet: str = "",
    *,
    strings: str = "",
    styles: str = "",
    workbook: str = "",
    kind: str = TYPE,
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet, "Blatt"; `sheet` is its XML."""
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    links = [
        relation.format(f"r{n}", office, what, target)
        for n, (what, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "strings.xml"),
                ("styles", "/xl/styles.xml"),
            ]
        )
    ]
    package = "http://schemas.openxmlformats.org/package/2006"
    book = f'<sheets><sheet name="Blatt" sheetId="1" r:id="r0" xmlns:r="{office}"/></sheets>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation.format("r1", office, "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{main}">{workbook or book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{"".join(links)}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet or worksheet(main=main),
        "xl/strings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
    }


def read(rows: str = "", *, before: str = "", after: str = "", strings: str = "", styles: str = "") -> Sheet:
    """Return the only sheet of a workbook with these rows."""
    sheet = worksheet(rows, before=before, after=after)
    return open_workbook(archive(parts(sheet, strings=strings, styles=styles))).read("Blatt")


def cells(sheet: Sheet) -> dict[tuple[int, int], object]:
    """Return a sheet's values by (row, column)."""
    return {(row.index, column): value for row in sheet.rows for column, value in row.cells.items()}


def with_comments(notes: str = "", threads: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook whose sheet has A1 filled and comments, given as XML."""
    kinds = {
        "comments": (OFFICE, "../comments1.xml", notes),
        "threadedComment": (THREADS, "/xl/threadedComments/threadedComment1.xml", threads),
    }
    used = {kind: link for kind, link in kinds.items() if link[2]}
    links = "".join(
        f'<Relationship Id="{kind}" Type="{space}/{kind}" Target="{target}"/>'
        for kind, (space, target, _) in used.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = {
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{package}">{links}</Relationships>'
    }
    contents = {
        f"xl/{target.removeprefix('/xl/').removeprefix('../')}": xml for _, target, xml in used.values()
    }
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nr</t></is></c></row>'
    return parts(worksheet(row)) | rels | contents


def ole(*names: str) -> bytes:
    """Return the smallest OLE file with a directory of these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)  # sectors of 512 bytes
    struct.pack_into("<I", header, 48, 1)  # the directory is in sector 1
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)  # the table is in sector 0
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray(512)
    for number, name in enumerate(("Root Entry", *names)):
        encoded = name.encode("utf-16-le") + b"\0\0"
        directory[number * 128 : number * 128 + len(encoded)] = encoded
        struct.pack_into("<H", directory, number * 128 + 64, len(encoded))
    return bytes(header) + table + bytes(directory)
