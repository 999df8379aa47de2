from __future__ import annotations

import pytest

from catalogue.cross_references import CrossReferences
from catalogue.models import MeasureVersion
from catalogue.models.version import MeasureVersionQuerySet
from tests.factories import make_measure


@pytest.fixture
def visible(db: None) -> MeasureVersionQuerySet:
    for number, subs in ((12, (0,)), (28, (1, 2)), (1, (1,))):
        make_measure(number, listings={sub: {} for sub in subs})
    return MeasureVersion.objects.current()


def link(number: int, text: str) -> str:
    return f'<a href="/massnahmen/{number}/">{text}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("siehe 28,2.", f"siehe {link(28, '28,2')}.", id="listing"),
        pytest.param("Maßnahme 12", link(12, "Maßnahme 12"), id="word and number"),
        pytest.param("(Nr. 28,1)", f"({link(28, 'Nr. 28,1')})", id="abbreviation"),
        pytest.param("28,3 und Maßnahme 99", "28,3 und Maßnahme 99", id="not there"),
        pytest.param("1,5 Stellen, 28,1 %", "1,5 Stellen, 28,1 %", id="decimals"),
        pytest.param("am 12.28,1 kg", "am 12.28,1 kg", id="inside a number"),
        pytest.param("Maßnahme 7", "Maßnahme 7", id="itself"),
        pytest.param("<b> & 28,1", f"&lt;b&gt; &amp; {link(28, '28,1')}", id="escaped"),
        pytest.param("", "", id="empty"),
    ],
)
def test_texts_link_to_measures_they_name(visible: MeasureVersionQuerySet, text: str, html: str) -> None:
    assert CrossReferences.among(visible, [text], own=7).linked(text) == html


def test_huge_numbers_are_no_references(visible: MeasureVersionQuerySet) -> None:
    text = "Maßnahme 999999999999999999 und 123456789123,1"
    assert CrossReferences.among(visible, [text], own=7).linked(text) == text
