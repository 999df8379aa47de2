"""Export → import is a no-change, for whatever a catalogue may hold."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.actions import MeasureEdit, apply
from catalogue.importing import Plan, carry_out, plan
from catalogue.models import MeasureVersion
from catalogue.records import MeasureRecord, leaves
from catalogue.spreadsheet.writing import write_csv, write_workbook
from integration.history.models import ChangeSet
from tests.catalogue.strategies import records

UNITS = {
    "FB-50": "fachbereich",
    "FB-51": "fachbereich",
    "51.3": "stelle",
    "50.21": "stelle",
    "Ref-0120": "referat",
    "FB-61": "fachbereich",
    "vhs": "partner",
    "jobcenter": "partner",
    "ehrenamtliche": "ehrenamt",
    "lernpaten-und-andere-ehrenamtliche": "ehrenamt",
}


def any_record(number: int) -> st.SearchStrategy[MeasureRecord]:
    return records(
        number,
        units=UNITS,
        action_fields=["bildung", "vorschulische-bildung", "interkulturelle-oeffnung-zugangsbarrieren"],
        concepts=["konsens", "fluechtlinge"],
        target_groups=["umf", "kinder", "ag", "i", "strukturen"],
        locations=["sammelunterkunft", "eigene-wohnung"],
    )


catalogues = st.lists(st.integers(1, 400), min_size=1, max_size=3, unique=True).flatmap(
    lambda numbers: st.tuples(*map(any_record, numbers))
)


def exported() -> bytes:
    stream = io.BytesIO()
    write_workbook(MeasureVersion.objects.current(), stream)
    return stream.getvalue()


def current_records() -> dict[int, MeasureRecord]:
    return {version.number: version.record for version in MeasureVersion.objects.current().with_records()}


def store(catalogue: tuple[MeasureRecord, ...]) -> None:
    edits = [MeasureEdit(record.number, leaves(record)) for record in catalogue]
    apply(edits, by=None, way=ChangeSet.Way.FORM)


def differences(planned: Plan) -> list[tuple[int, dict]]:
    return [(edit.number, dict(edit.edits)) for edit in planned.edits]


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(catalogue=catalogues)
def test_any_catalogue_is_unchanged_by_its_own_export(
    reference_data: None, catalogue: tuple[MeasureRecord, ...]
) -> None:
    with transaction.atomic():
        store(catalogue)
        stored = {
            version.number: version.record for version in MeasureVersion.objects.current().with_records()
        }
        assert stored == {record.number: record for record in catalogue}
        planned = plan(exported())
        assert differences(planned) == []
        assert planned.measures["unchanged"] == len(catalogue)
        assert planned.cells["reported"] == 0
        transaction.set_rollback(True)


def test_demo_catalogue_comes_out_of_an_empty_installation_as_it_went_in(
    reference_data: None, settings: Any
) -> None:
    workbook = settings.BASE_DIR / "fixtures" / "demo-massnahmenkatalog.xlsx"
    with transaction.atomic():
        call_command("import_catalogue", workbook, concept="fluechtlinge", stdout=io.StringIO())
        first = current_records()
        copy = exported()
        assert differences(plan(copy)) == []
        assert differences(plan(workbook, concept="fluechtlinge")) == []
        transaction.set_rollback(True)
    assert not current_records()
    carry_out(plan(copy), by=None)
    assert current_records() == first


def test_csv_has_a_row_for_every_listing(reference_data: None, settings: Any) -> None:
    workbook = settings.BASE_DIR / "fixtures" / "demo-massnahmenkatalog.xlsx"
    call_command("import_catalogue", workbook, stdout=io.StringIO())
    stream = io.BytesIO()
    write_csv(MeasureVersion.objects.current(), stream)
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Nr", "Übergeordnetes Thema / Handlungsfeld", "Was soll erreicht werden?"]
    assert len(rows) == 118
    assert [row[0] for row in rows[1:4]] == ["1,1", "1,2", "2,0"]
