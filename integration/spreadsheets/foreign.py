"""What a file is that is no ZIP archive and therefore no .xlsx: told from its first bytes."""

from __future__ import annotations

import struct

OLD_EXCEL = (
    "Das ist eine Excel-Datei im alten Format (.xls). "
    "Bitte in Excel als .xlsx speichern und erneut hochladen."
)
ENCRYPTED = (
    "Die Arbeitsmappe ist mit einem Kennwort verschlüsselt. Bitte in Excel das Kennwort entfernen, "
    "als .xlsx speichern und erneut hochladen."
)
OLD_OFFICE = (
    "Das ist ein Dokument in einem alten Office-Format, aber keine Excel-Arbeitsmappe. "
    "Bitte die Arbeitsmappe als .xlsx hochladen."
)
LOCK_FILE = (
    "Das ist die Sperrdatei (~$…), die Excel neben einer geöffneten Arbeitsmappe anlegt. "
    "Bitte die Arbeitsmappe selbst hochladen."
)
PDF = "Das ist eine PDF-Datei. Bitte die Excel-Arbeitsmappe (.xlsx) hochladen."
MARKUP = (
    "Das ist eine HTML- oder XML-Datei, keine Excel-Arbeitsmappe. "
    "Bitte in Excel öffnen, als .xlsx speichern und erneut hochladen."
)
TEXT = (
    "Das ist eine Textdatei (zum Beispiel CSV), keine Excel-Arbeitsmappe. "
    "Bitte in Excel öffnen, als .xlsx speichern und erneut hochladen."
)
UNKNOWN = "Das ist keine Excel-Arbeitsmappe. Bitte eine Datei im Format .xlsx hochladen."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCK_FILE_SIZE = 165  # one byte with the length of the name, the name padded to 54, then once more
_LONGEST_NAME = 54
_END_OF_CHAIN = 0xFFFFFFFA  # sector numbers from here on mean something else
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def foreign_sentence(data: bytes) -> str:
    """Return the sentence that says what `data` is, if not a ZIP archive, and what to do."""
    if data.startswith(_OLE):
        return _ole_sentence(data)
    if data.startswith(b"%PDF-"):
        return PDF
    if _is_lock_file(data):
        return LOCK_FILE
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return MARKUP
    if data.startswith(_BYTE_ORDER_MARKS) or not any(byte < 9 for byte in data[:4096]):
        return TEXT
    return UNKNOWN


def _is_lock_file(data: bytes) -> bool:
    length = data[0]
    padding = data[1 + length : 1 + _LONGEST_NAME]
    return len(data) == _LOCK_FILE_SIZE and 0 < length <= _LONGEST_NAME and not padding.strip(b" \0")


def _ole_sentence(data: bytes) -> str:
    names = _ole_names(data)
    if "EncryptedPackage" in names:
        return ENCRYPTED
    if names & {"Workbook", "Book"}:
        return OLD_EXCEL
    return OLD_OFFICE


def _ole_names(data: bytes) -> set[str]:
    """Return the names in the directory of an OLE file, as far as it can be followed ([MS-CFB] 2.6)."""
    names: set[str] = set()
    try:
        size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
        tables = struct.unpack_from("<109I", data, 76)
        sector = struct.unpack_from("<I", data, 48)[0]
        seen: set[int] = set()
        while sector < _END_OF_CHAIN and sector not in seen:
            seen.add(sector)
            start = (sector + 1) * size
            for entry in range(start, start + size, 128):
                length = struct.unpack_from("<H", data, entry + 64)[0]
                names.add(data[entry : entry + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
            table, place = divmod(sector, size // 4)
            sector = struct.unpack_from("<I", data, (tables[table] + 1) * size + place * 4)[0]
    except (struct.error, IndexError, OverflowError):
        pass
    return names
