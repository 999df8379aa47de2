"""manage.py export_catalogue: the contract of the command."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("city")


def exported(file: Path, **options: str) -> list[float]:
    told = io.StringIO()
    call_command("export_catalogue", file, stdout=told, **options)
    sheet = openpyxl.load_workbook(file).active
    numbers = [row[0] for row in sheet.iter_rows(min_row=4, max_col=1, values_only=True)]
    measures = len({int(number) for number in numbers})
    assert told.getvalue().strip() == f"{measures} Maßnahmen geschrieben nach {file}."
    return numbers


@pytest.mark.parametrize(
    ("unit", "numbers"),
    [("FB-51", [7, 28.1]), ("FB 51", [7, 28.1]), ("51.3", [28.1]), ("FB-61", [7, 29.1, 29.2])],
)
def test_unit_gets_its_measures_and_those_of_units_below_it(
    tmp_path: Path, unit: str, numbers: list[float]
) -> None:
    assert exported(tmp_path / "katalog.xlsx", unit=unit) == numbers


def test_without_a_unit_all_measures_are_written(tmp_path: Path) -> None:
    assert exported(tmp_path / "katalog.xlsx") == [7, 28.1, 29.1, 29.2]


def test_unknown_unit_is_refused_and_nothing_written(tmp_path: Path) -> None:
    file = tmp_path / "katalog.xlsx"
    with pytest.raises(CommandError, match="Eine Stelle „FB 99“ gibt es nicht"):
        call_command("export_catalogue", file, unit="FB 99")
    assert not file.exists()
