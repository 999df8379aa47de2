import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.returns.scan import MAX_SCAN, checked_scan, kind_of


@pytest.mark.parametrize(
    ("data", "ending"),
    [(b"%PDF-1.7 ...", ".pdf"), (b"\x89PNG\r\n\x1a\n...", ".png"), (b"\xff\xd8\xff\xe0...", ".jpg")],
)
def test_scan_is_told_by_its_bytes(data: bytes, ending: str) -> None:
    found = kind_of(data)
    assert found
    assert found[0] == ending
    assert checked_scan(SimpleUploadedFile("Scan.exe", data)).read() == data


@pytest.mark.parametrize("data", [b"MZ...", b"<svg onload=alert(1)>", b" %PDF-1.7"])
def test_anything_else_is_no_scan(data: bytes) -> None:
    with pytest.raises(ValidationError, match="weder ein PDF noch ein Bild"):
        checked_scan(SimpleUploadedFile("Scan.pdf", data))


def test_scan_has_a_limit() -> None:
    with pytest.raises(ValidationError, match="größer als 10 MB"):
        checked_scan(SimpleUploadedFile("Scan.pdf", b"%PDF-" + bytes(MAX_SCAN)))
