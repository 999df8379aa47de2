from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.texts import clean_text, fold, match_key, search_forms, written_out


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Ziel  ", "Ziel"),
        ("  S.09,\r\nKooperation\r", "S.09,\nKooperation"),
        ("a\x00\x07\x0b\x7f\x85b", "ab"),
        ("S.09,\r\nKooperation\rmit", "S.09,\nKooperation\nmit"),
        ("Zeile\u2028Zeile\u2029Zeile", "Zeile\nZeile\nZeile"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\x00\x07\x0b\x1f\x7f\x85b", "ab"),
        ("Mu\u0308ller", "Müller"),
        ("\u00a0x\u00a0", "x"),
        ("\ud800x\uffff", "x"),
        ("\x00 x \x00", "x"),
        ("😀 ok", "😀 ok"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("\n \t", ""),
    ],
)
def test_clean_text_leaves_what_can_be_stored(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(st.text())
def test_clean_text_is_normal_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_text(clean) == clean
    assert "\r" not in clean
    clean.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Şişli", "sisli"), ("Maß", "mass"), ("ŁÓDŹ", "lodz"), ("Ægir", "aegir"), ("J\u030c", "j"), ("𝙰", "a")],
)
def test_fold_leaves_base_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_of_what_is_folded_is_the_same(text: str) -> None:
    assert fold(fold(clean_text(text))) == fold(clean_text(text))


@pytest.mark.parametrize("typed", ["Büro", "büro", "buro", "Buero", "BUERO"])
def test_search_forms_find_a_word_however_it_is_typed(typed: str) -> None:
    assert any(form in fold("Das Büro für Migrationsfragen") for form in search_forms(typed))


def test_search_forms_keep_letters_that_only_look_like_umlauts() -> None:
    assert any(form in fold("neue Räume in Aue") for form in search_forms("neue"))


def test_written_out_spells_umlauts() -> None:
    assert written_out("Öffnung Übergänge") == "oeffnung uebergaenge"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ref. 0120", "Ref 0120"),
        ("FB51", "fb 51"),
        ("Jugend- und Drogenberatung", "Jugend und Drogenberatung"),
        ("Paritätischer", "paritatischer"),
    ],
)
def test_match_key_is_one_for_spellings_of_one_name(one: str, other: str) -> None:
    assert match_key(one) == match_key(other) != ""


def test_match_key_keeps_codes_apart() -> None:
    assert match_key("51.3") != match_key("513")
    assert match_key("FB 50") != match_key("FB 51")
    assert match_key("–?") == ""
