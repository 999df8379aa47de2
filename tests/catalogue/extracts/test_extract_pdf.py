"""An extract as a PDF: all it has to tell, and accessible."""

from __future__ import annotations

import pytest

from catalogue.actions import MeasureEdit, apply
from catalogue.extracts import extract_pdf
from catalogue.extracts.extract_contents import contents_of
from catalogue.models import Unit
from integration.history.models import ChangeSet
from tests.city import build_city, moment
from tests.factories import make_extract, make_measure, make_unit
from tests.pdfs import barriers, facts_of, text_of

pytestmark = pytest.mark.django_db


def test_pdf_tells_the_extract_and_is_accessible() -> None:
    build_city(moment("2020-01-10 08:00"))
    unit = Unit.objects.get(slug="FB-61")
    make_extract(unit, at=moment("2020-02-01 08:00"))
    apply([MeasureEdit(7, {("text",): "Im Obergeschoss"})], by=None, way=ChangeSet.Way.FORM)
    make_measure(
        30, lead="FB-61", status=("entfallen", "#panic()"), progress="Alles #fertig", clarification="Wer?"
    )
    extract = make_extract(
        unit,
        issuer=make_unit("50.21", "Büro"),
        file_reference="50.21/7",
        is_preliminary=True,
        letter="Guten Tag,\n\nbitte bis zum {Frist}.",
    )
    made = extract_pdf.render(contents_of(extract))
    assert barriers(made) == []
    assert facts_of(made)["Title"] == "Auszug aus dem Maßnahmenkatalog für FB 61 Stadtplanung"
    text = " ".join(text_of(made).split())
    for told in (
        "Vorläufige, noch zu überarbeitende Fassung",
        f"Stichtag {extract.round.key_date:%d.%m.%Y}",
        "ausgegeben von 50.21 Büro",
        "Aktenzeichen 50.21/7",
        f"bitte bis zum {extract.due:%d.%m.%Y}.",
        "Federführend (1)",
        "#panic()",
        "Alles #fertig",
        "Wer?",
        "Was sich seit dem Auszug vom 01.02.2020 geändert hat",
        "Obergeschoss",
    ):
        assert told in text, told
