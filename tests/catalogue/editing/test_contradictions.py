from __future__ import annotations

import pytest

from catalogue.editing.contradictions import taken_over
from catalogue.records import Involvement, Leaves, MeasureRecord, State
from catalogue.reference.references import References

pytestmark = pytest.mark.usefixtures("reference_data")

RECORD = MeasureRecord(29, status=State("geplant"))


@pytest.mark.parametrize(
    ("key", "text", "leaves"),
    [
        ("goal", "Ein Ziel", {("goal",): "Ein Ziel"}),
        ("progress_date", "24.04.2017", {("progress_date",): "2017-04-24"}),
        ("progress_date", "im Frühjahr", None),
        ("lead", "FB 51", {("lead",): "FB-51"}),
        ("lead", "niemand", None),
        ("superseded_by", "7", {("superseded_by",): "7"}),
        ("superseded_by", "29", None),
        ("status", "erledigt", {("status",): State("umgesetzt")}),
        ("status", "vielleicht", None),
        ("planned", "x", {("status",): State("geplant")}),
        ("status_reason", "weil", {("status",): State("geplant", "weil")}),
        ("hat:stadt", "x", {("hat", "stadt"): "x"}),
        ("unit:FB-51", "51.3", {("units", "51.3"): Involvement("beteiligt", "x")}),
        ("unit:FB-51", "51.99", None),
        ("unit:FB-99", "x", None),
        ("city_units", "wer weiß", None),
        ("concept", "Anderes Konzept", None),
        ("unbekannt", "x", None),
    ],
)
def test_taken_over_reads_the_cell_as_its_column_does(key: str, text: str, leaves: Leaves | None) -> None:
    assert taken_over(RECORD, key, text, References.load()) == leaves


def test_unknown_unit_is_not_taken_in() -> None:
    refs = References.load()
    taken_over(RECORD, "unit:FB-51", "51.99", refs)
    assert refs.new == []
    assert refs.find_unit("51.99") is None
