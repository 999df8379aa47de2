from __future__ import annotations

import datetime as dt

import pytest

from catalogue.models import Location, Unit, UnitName
from catalogue.reference.reference_actions import save_reference
from catalogue.reference.references import References
from catalogue.reference.unit_actions import save_unit
from integration.history.models import ChangeSet
from tests.city import moment

pytestmark = pytest.mark.usefixtures("past")
FEBRUARY, MARCH = dt.date(2023, 2, 28), dt.date(2023, 3, 31)


def renamed_at(text: str, name: str) -> None:
    """Rename FB 61 as if it had happened then."""
    unit = Unit.objects.get(slug="FB-61")
    save_unit(unit=unit, fields={"name": name}, by=None, day=moment(text).date())
    newest = ChangeSet.objects.in_order()[0]
    ChangeSet.objects.filter(pk=newest.pk).update(at=moment(text))


def test_each_day_has_the_name_of_its_end() -> None:
    renamed_at("2023-03-01 09:00", "Planung")
    renamed_at("2023-05-01 09:00", "Umwelt")
    names = {
        day: References.load(day).units["FB-61"].name
        for day in (FEBRUARY, dt.date(2023, 3, 1), MARCH, dt.date(2023, 5, 1))
    }
    assert list(names.values()) == ["Stadtplanung", "Planung", "Planung", "Umwelt"]
    assert References.load(FEBRUARY).find_unit("Stadtplanung") == "FB-61"
    assert Unit.objects.get(slug="FB-61").name == "Umwelt"


def test_place_in_the_tree_is_that_of_the_day() -> None:
    unit = Unit.objects.get(slug="51.3")
    save_unit(unit=unit, fields={"parent": Unit.objects.get(slug="FB-61")}, by=None, day=MARCH)
    assert [one.slug for one in References.load(MARCH).unit_and_above("51.3")] == ["51.3", "FB-51"]
    assert [one.slug for one in References.load().unit_and_above("51.3")] == ["51.3", "FB-61"]


def test_what_did_not_exist_yet_has_no_column() -> None:
    save_reference(Location(), {"name": "Stadtteil", "column": 13}, by=None)
    assert References.load().locations["stadtteil"].column == 13
    assert References.load(MARCH).locations["stadtteil"].column is None


def test_former_name_older_than_the_history_counts() -> None:
    unit = Unit.objects.get(slug="FB-61")
    UnitName.objects.create(unit=unit, name="Bauamt", valid_until=dt.date(2010, 12, 31))
    UnitName.objects.create(unit=unit, name="Tiefbau", valid_until=dt.date(2005, 12, 31))
    names = [References.load(dt.date(year, 6, 1)).units["FB-61"].name for year in (2005, 2010, 2011)]
    assert names == ["Tiefbau", "Bauamt", "Stadtplanung"]
