from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from integration.spreadsheets.comments import MAX_COMMENTS
from integration.spreadsheets.opening import Refused, open_workbook
from integration.spreadsheets.texts import MAX_TEXT
from tests.integration.spreadsheets.building import MAIN, archive, with_comments

THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
STUB = "[Threaded comment]\n\nYour version of Excel allows you to read this thread.\n\nComment:\n    Frage"

Comments = dict[tuple[int, int], str]


def comments(named: dict[str, str | bytes]) -> Comments:
    return open_workbook(archive(named)).read("Blatt").comments


def notes(*texts: tuple[str, str], authors: str = "<author>Koordination 50.21</author>") -> str:
    every = "".join(
        f'<comment ref="{cell}" authorId="0"><text><r><t xml:space="preserve">{text}</t></r></text></comment>'
        for cell, text in texts
    )
    return (
        f'<comments xmlns="{MAIN}"><authors>{authors}</authors><commentList>{every}</commentList></comments>'
    )


def threads(*texts: tuple[str, str]) -> str:
    every = "".join(
        f'<threadedComment ref="{cell}" dT="2024-05-06T08:00:00.00" personId="{{1}}" id="{{{number}}}">'
        f"<text>{text}</text></threadedComment>"
        for number, (cell, text) in enumerate(texts)
    )
    return f'<ThreadedComments xmlns="{THREADS}">{every}</ThreadedComments>'


def test_read_comments_reads_those_of_filled_and_of_empty_cells() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title, sheet["A1"] = "Blatt", "Nr"
    sheet["A1"].comment = Comment("Bitte prüfen:\nstimmt das?", "Koordination 50.21")
    sheet["C9"].comment = Comment("hier fehlt etwas", "Koordination 50.21")
    workbook.create_sheet("Leer")
    file = io.BytesIO()
    workbook.save(file)
    opened = open_workbook(file.getvalue())
    assert opened.read("Blatt").comments == {(1, 1): "Bitte prüfen:\nstimmt das?", (9, 3): "hier fehlt etwas"}
    assert opened.read("Leer").comments == {}


def test_read_comments_joins_runs_and_decodes_escapes() -> None:
    runs = '<r><rPr><b/></rPr><t>Sprach</t></r><r><t>kurs_x000D_\n?</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    xml = notes(("A1", "Stelle")).replace('<r><t xml:space="preserve">Stelle</t></r>', runs)
    assert comments(with_comments(xml)) == {(1, 1): "Sprachkurs\n?"}


@pytest.mark.parametrize(
    ("authors", "text", "kept"),
    [
        ("<author>Koordination 50.21</author>", "Koordination 50.21:\nBitte klären", "Bitte klären"),
        (
            "<author>Koordination 50.21</author>",
            "Die Koordination 50.21: klärt",
            "Die Koordination 50.21: klärt",
        ),
        ("<author> </author>", ": steht so da", ": steht so da"),
        ("", "ohne Liste", "ohne Liste"),
    ],
)
def test_read_comments_leaves_out_who_wrote_them(authors: str, text: str, kept: str) -> None:
    assert comments(with_comments(notes(("A1", text), authors=authors))) == {(1, 1): kept}


def test_read_comments_takes_a_thread_in_place_of_its_stub() -> None:
    named = with_comments(
        notes(("A1", STUB), ("B2", "alte Notiz"), ("C3", STUB)),
        threads(("A1", "Frage"), ("C3", ""), ("A1", " Antwort\n")),
    )
    assert comments(named) == {(1, 1): "Frage\nAntwort", (2, 2): "alte Notiz"}


def test_read_comments_keeps_a_stub_whose_thread_is_lost() -> None:
    assert comments(with_comments(notes(("A1", STUB)))) == {(1, 1): STUB}


def test_read_comments_leaves_out_empty_ones_and_absent_parts() -> None:
    assert comments(with_comments(notes(("A1", " ")))) == {}
    named = with_comments(notes(("A1", "x")), threads(("A1", "y")))
    del named["xl/comments1.xml"], named["xl/threadedComments/threadedComment1.xml"]
    assert comments(named) == {}


def test_read_comments_accepts_one_at_the_sheets_end() -> None:
    assert comments(with_comments(notes(("XFD1048576", "weit weg")))) == {(1_048_576, 16_384): "weit weg"}


@pytest.mark.parametrize("threaded", [False, True])
def test_read_comments_refuses_tens_of_thousands(threaded: bool) -> None:
    def many(count: int) -> dict[str, str | bytes]:
        texts = [(f"B{row}", f"{row**7:x}") for row in range(1, count + 1)]
        return with_comments("", threads(*texts)) if threaded else with_comments(notes(*texts))

    assert len(comments(many(MAX_COMMENTS))) == MAX_COMMENTS
    for count in (MAX_COMMENTS + 1, 100_000):
        with pytest.raises(Refused, match=r"„Blatt“ enthält mehr als 10\.000 Kommentare"):
            comments(many(count))


TOO_LONG = "ä" * (MAX_TEXT + 1)
HALF = "ä" * (MAX_TEXT // 2 + 1)
HOSTILE = [
    pytest.param(notes(("A1", TOO_LONG)), "", r"Kommentar enthält mehr als 32\.767", id="long_note"),
    pytest.param("", threads(("A1", TOO_LONG)), r"Kommentar enthält mehr als 32\.767", id="long_thread"),
    pytest.param(
        "", threads(("A1", HALF), ("A1", HALF)), r"Kommentar enthält mehr als 32\.767", id="long_replies"
    ),
    pytest.param(notes(("XFE1", "x")), "", "beschädigt", id="no_such_column"),
    pytest.param(notes(("A0", "x")), "", "beschädigt", id="no_such_row"),
    pytest.param("", threads(("", "x")), "beschädigt", id="nowhere"),
    pytest.param(notes(("A1", "x"))[:-5], "", "beschädigt", id="cut_off"),
    pytest.param("", threads(("A1", "x")).replace("<text>", "<text"), "beschädigt", id="broken_thread"),
    pytest.param(
        "", f'<ThreadedComments xmlns="{THREADS}"><text>x</text></ThreadedComments>', "beschädigt", id="stray"
    ),
    pytest.param("<!DOCTYPE x>" + notes(("A1", "x")), "", "DOCTYPE", id="doctype"),
]


@pytest.mark.parametrize(("note", "thread", "words"), HOSTILE)
def test_read_comments_refuses_damaged_and_huge_ones(note: str, thread: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        comments(with_comments(note, thread))


def test_read_comments_follows_no_external_relation() -> None:
    named = with_comments(notes(("A1", "x")))
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    named[rels] = str(named[rels]).replace(" Target=", ' TargetMode="External" Target=')
    assert comments(named) == {}
