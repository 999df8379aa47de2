from __future__ import annotations

import io
import re
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.spreadsheets.opening import Refused, open_workbook
from integration.spreadsheets.package import MAX_PACKED, MAX_PARTS
from tests.integration.spreadsheets.building import (
    MAIN,
    STRICT_MAIN,
    STRICT_OFFICE,
    TYPE,
    archive,
    ole,
    parts,
    worksheet,
)

GOOD = archive(parts(worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Nr</t></is></c></row>')))
LOCK_FILE = b"\x10Koordination 50." + b" " * 38 + b"\x10\0" + "Koordination 50.".encode("utf-16-le")


def kind(content_type: str) -> bytes:
    return archive(parts(kind=content_type))


def stored(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        package.writestr("[Content_Types].xml", "x" * 100)
    return file.getvalue()


REFUSALS = [
    pytest.param(b"", "Datei ist leer", id="empty"),
    pytest.param(b"PK" + b"\0" * MAX_PACKED, "größer als 10 MB", id="too_big"),
    pytest.param("Nr;Ziel\r\n7,0;Übungsraum\r\n".encode("cp1252"), "Textdatei", id="csv"),
    pytest.param("Nr\tZiel".encode("utf-16"), "Textdatei", id="unicode_text"),
    pytest.param(b"\xef\xbb\xbf<html><table><tr><td>Nr", "HTML- oder XML-Datei", id="html"),
    pytest.param(b"%PDF-1.7\n\x00\x01", "PDF-Datei", id="pdf"),
    pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "keine Excel-Arbeitsmappe", id="picture"),
    pytest.param(LOCK_FILE.ljust(165, b" "), "Sperrdatei", id="lock_file"),
    pytest.param(ole("Workbook"), r"alten Format \(\.xls\)", id="xls"),
    pytest.param(ole("Book"), r"alten Format \(\.xls\)", id="xls_of_1995"),
    pytest.param(ole("EncryptionInfo", "EncryptedPackage"), "Kennwort verschlüsselt", id="encrypted"),
    pytest.param(ole("WordDocument"), "alten Office-Format", id="doc"),
    pytest.param(ole()[:100], "alten Office-Format", id="ole_cut_off"),
    pytest.param(archive({}), "ZIP-Archiv", id="empty_zip"),
    pytest.param(archive({"brief.txt": "Guten Tag"}), "ZIP-Archiv", id="zip"),
    pytest.param(kind(TYPE.replace("spreadsheetml.sheet", "wordprocessingml.document")), "Word", id="docx"),
    pytest.param(
        kind(TYPE.replace("spreadsheetml.sheet", "presentationml.presentation")), "PowerPoint", id="pptx"
    ),
    pytest.param(kind("application/vnd.ms-visio.drawing.main+xml"), "ZIP-Archiv", id="other_office"),
    pytest.param(
        archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "OpenDocument-Tabelle",
        id="ods",
    ),
    pytest.param(
        archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument-Dokument", id="odt"
    ),
    pytest.param(kind("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb", id="xlsb"),
    pytest.param(kind("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "Makros", id="xlsm"),
    pytest.param(archive(parts(main=STRICT_MAIN, office=STRICT_OFFICE)), "Strict Open XML", id="strict"),
    pytest.param(archive(parts(main=STRICT_MAIN)), "kein Tabellenblatt", id="strict_by_half"),
    pytest.param(archive(parts(workbook="<sheets/>")), "kein Tabellenblatt", id="no_sheet"),
    pytest.param(archive(parts() | {"_rels/.rels": "<x/>"}), "beschädigt", id="no_workbook"),
    pytest.param(archive(parts() | {"xl/workbook.xml": "<workbook"}), "beschädigt", id="broken_xml"),
    pytest.param(GOOD[:-30], "beschädigt", id="cut_off"),
    pytest.param(stored(zipfile.ZIP_LZMA), "beschädigt", id="foreign_compression"),
    pytest.param(stored(zipfile.ZIP_BZIP2), "beschädigt", id="foreign_compression_2"),
    pytest.param(archive({f"part{n}": "" for n in range(MAX_PARTS + 1)}), "zu groß", id="many_parts"),
]


@pytest.mark.parametrize(("data", "words"), REFUSALS)
def test_open_workbook_says_what_a_file_is(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        open_workbook(data)
    assert re.search(r"Bitte .+\.$", str(refusal.value))


def test_open_workbook_opens_bytes_paths_and_templates(tmp_path: Path) -> None:
    path = tmp_path / "Katalog.xlsx"
    path.write_bytes(GOOD)
    template = kind(TYPE.replace("sheet.main", "template.main"))
    assert [open_workbook(it).sheets[0].name for it in (GOOD, path, str(path), template)] == ["Blatt"] * 4


def test_open_workbook_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nicht lesen"):
        open_workbook(tmp_path / "fehlt.xlsx")


def test_open_workbook_refuses_two_parts_of_one_name() -> None:
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("XL/WORKBOOK.XML", "<workbook/>")
    with pytest.raises(Refused, match="beschädigt"):
        open_workbook(file.getvalue())


def test_open_workbook_refuses_an_encrypted_archive() -> None:
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    with pytest.raises(Refused, match="Kennwort"):
        open_workbook(bytes(data))


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = [
    pytest.param(f'<!DOCTYPE x [<!ENTITY a0 "a">{BOMB}]><sst xmlns="{MAIN}">&a9;</sst>', id="entities"),
    pytest.param('<?xml version="1.0"?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', id="external"),
    pytest.param('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"), id="utf16"),
]


@pytest.mark.parametrize("xml", DOCTYPES)
@pytest.mark.parametrize("part", ["xl/strings.xml", "docProps/core.xml", "xl/media/image1.png"])
def test_open_workbook_refuses_a_doctype_wherever_it_stands(xml: str | bytes, part: str) -> None:
    with pytest.raises(Refused, match="DOCTYPE"):
        open_workbook(archive(parts() | {part: xml}))


def test_open_workbook_follows_no_external_relation() -> None:
    named = parts()
    links = str(named["xl/_rels/workbook.xml.rels"])
    named["xl/_rels/workbook.xml.rels"] = links.replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    with pytest.raises(Refused, match="kein Tabellenblatt"):
        open_workbook(archive(named))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, len(GOOD) - 1), st.binary(max_size=8))
def test_open_workbook_only_ever_refuses_damaged_files(start: int, end: int, junk: bytes) -> None:
    data = GOOD[:start] + junk + GOOD[end:]
    with suppress(Refused):
        workbook = open_workbook(data)
        for sheet in workbook.sheets:
            workbook.read(sheet.name)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(parts())), st.data())
def test_open_workbook_only_ever_refuses_damaged_parts(part: str, data: st.DataObject) -> None:
    named = parts(
        worksheet('<row r="1"><c r="A1" s="0"><v>7.1</v></c></row>'), styles="<cellXfs><xf/></cellXfs>"
    )
    xml = str(named[part])
    at = data.draw(st.integers(0, len(xml)))
    named[part] = (
        xml[:at]
        + data.draw(st.sampled_from(["", "<", ">", "&", '"', "\0", "9", "-", " x='1'"]))
        + xml[at + data.draw(st.integers(0, 5)) :]
    )
    with suppress(Refused):
        open_workbook(archive(named)).read("Blatt")


@given(st.binary(max_size=600))
@settings(deadline=None)
def test_open_workbook_refuses_any_bytes_behind_an_ole_header(junk: bytes) -> None:
    with pytest.raises(Refused):
        open_workbook(ole()[:76] + junk)
