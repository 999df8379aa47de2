from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.highlighting import Highlighter
from integration.texts import clean_text, fold, search_forms

LETTERS = st.text("aeousäöüßéşıłÆ ŁJ\u030c<&>\"'-,1 \n", max_size=80)


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("büro", "Das Büro", "Das <mark>Büro</mark>"),
        ("buero", "Das BÜRO", "Das <mark>BÜRO</mark>"),
        ("strasse", "Bahnhofstraße 1", "Bahnhof<mark>straße</mark> 1"),
        ("maß", "Massnahme", "<mark>Mass</mark>nahme"),
        ("sisli", "in Şişli.", "in <mark>Şişli</mark>."),
        ("j", "J\u030ca", "<mark>J\u030c</mark>a"),
        ("29,1", "siehe 29,1", "siehe <mark>29,1</mark>"),
        ("kita eltern", "Eltern der Kita", "<mark>Eltern</mark> der <mark>Kita</mark>"),
        ("sprach sprachkurs", "Sprachkurse", "<mark>Sprachkurs</mark>e"),
        ("<b>", "ein <b> & mehr", "ein <mark>&lt;b&gt;</mark> &amp; mehr"),
        ("amp", "A & B", "A &amp; B"),
        ("", "A < B", "A &lt; B"),
        ("ʹ", "nichts", "nichts"),
    ],
)
def test_html_marks_what_was_found_in_its_own_letters(asked: str, text: str, marked: str) -> None:
    assert Highlighter.of(asked).html(text) == marked


@given(st.text(max_size=20), st.text(max_size=80))
def test_html_never_changes_the_text(asked: str, text: str) -> None:
    found = Highlighter.of(asked).html(text)
    assert html.unescape(re.sub("</?mark>", "", found)) == html.unescape(html.escape(text))


@given(LETTERS, LETTERS)
def test_whatever_a_search_finds_is_marked(asked: str, text: str) -> None:
    text = clean_text(text)
    for word in asked.split():
        is_found = any(form and form in fold(text) for form in search_forms(word))
        assert ("<mark>" in Highlighter.of(word).html(text)) == is_found


def test_excerpt_is_cut_between_words_around_what_was_found() -> None:
    text = "Anfang " * 40 + "die Sprechstunde & mehr " + "Ende " * 40
    found, shown = Highlighter.of("sprechstunde fehlt").excerpt(text)
    assert "die <mark>Sprechstunde</mark> &amp; mehr Ende" in found
    assert found.startswith("…\N{NO-BREAK SPACE}Anfang ")
    assert found.endswith("Ende\N{NO-BREAK SPACE}…")
    assert len(found) < 180
    assert shown == Highlighter.of("sprechstunde")


def test_excerpt_of_a_short_text_is_all_of_it() -> None:
    assert Highlighter.of("kita").excerpt("Die Kita")[0] == "Die <mark>Kita</mark>"


def test_excerpt_shows_a_word_longer_than_itself() -> None:
    word = "x" * 180
    assert f"<mark>{word}</mark>" in Highlighter.of(word).excerpt(f"a {word} b")[0]
