from __future__ import annotations

import time

import pytest

from integration.spreadsheets import package
from integration.spreadsheets.opening import Refused, open_workbook
from integration.spreadsheets.package import Package
from tests.integration.spreadsheets.building import archive, parts, worksheet

MB = 2**20


def read(named: dict[str, str | bytes]) -> None:
    open_workbook(archive(named)).read("Blatt")


def test_package_refuses_what_unpacks_beyond_the_limit() -> None:
    started = time.monotonic()
    with pytest.raises(Refused, match="Vielfaches"):
        Package(archive({f"xl/media/image{n}.bin": bytes(30 * MB) for n in range(4)}))
    assert time.monotonic() - started < 5


def test_package_refuses_a_header_that_lies_about_the_size() -> None:
    data = archive({"a.bin": bytes(MB)})
    size = MB.to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(Refused, match="beschädigt"):
        Package(data.replace(size, (10).to_bytes(4, "little")))


def test_package_refuses_a_suspicious_ratio_of_a_small_file() -> None:
    with pytest.raises(Refused, match="Vielfaches"):
        Package(archive({"xl/a.bin": bytes(2 * MB)}))


def test_package_counts_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TAGS", 1000)
    with pytest.raises(Refused, match="zu groß"):
        read(parts(worksheet("<row/>" * 1000)))


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(worksheet(f"<!--{'< ' * MB}-->"), id="comment"),
        pytest.param(worksheet(before=f'<x y="{"1 " * MB}"/>'), id="tag"),
        pytest.param(worksheet("".join(f"<e{n:x}/>" for n in range(20_000))), id="names"),
        pytest.param(worksheet(f'<row><c t="str"><v>{"ab" * 3 * MB}</v></c></row>'), id="text"),
    ],
)
def test_package_refuses_xml_that_no_program_writes(sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_RATIO", 10_000)
    with pytest.raises(Refused, match="zu groß"):
        read(parts(sheet))


def test_package_refuses_a_huge_part_of_the_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_RATIO", 10_000)
    with pytest.raises(Refused, match="zu groß"):
        read(parts(worksheet("<row><c><v>1</v></c></row>"), styles="<a/>" * 3 * MB))


def test_package_finds_parts_whatever_their_case_and_slashes() -> None:
    found = Package(archive({"XL\\Workbook.xml": "<a/>"}))
    assert found.read("xl/workbook.xml") == b"<a/>"
    assert "/xl/workbook.XML" in found


def test_package_resolves_relations_and_leaves_out_external_ones() -> None:
    relations = Package(archive(parts())).relations("xl/workbook.xml")
    assert {relation.target for relation in relations.values()} == {
        "xl/worksheets/sheet1.xml",
        "xl/strings.xml",
        "xl/styles.xml",
    }
    assert relations["r0"].kind == "worksheet"


def test_package_walk_gives_each_element_its_own_text() -> None:
    seen: list[tuple[str, str]] = []
    named = Package(archive({"a.xml": "<a>x<b>1 &amp; <![CDATA[<2>]]></b>y<b/></a>"}))
    named.walk(
        "a.xml", {}, {"b": lambda text: seen.append(("b", text)), "a": lambda text: seen.append(("a", text))}
    )
    assert seen == [("b", "1 & <2>"), ("b", ""), ("a", "")]
