"""Overview, evaluation, a meeting's folder and the annual report say the same of one city and one day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.crosstab import Crosstab
from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from steering.reports.figures import Counted, tables
from steering.reports.period import Period
from tests.city import build_past
from tests.factories import make_measure, make_meeting, make_seat, make_user

BACKEND = "integration.accounts.backends.PasswordBackend"
Figures = dict[str, dict[str, int]]  # by row, then by state; "" is the row's total
TOTAL = "Alle Maßnahmen"


@pytest.fixture(autouse=True)
def past(db: None) -> None:
    build_past()
    make_measure(80, lead="51.3", status="in-umsetzung", listings={1: {"action_field": "zugang"}})


def page(client: Client, path: str, user: User) -> Any:
    client.force_login(user, BACKEND)
    return client.get(path).context


def of_crosstab(table: Crosstab) -> Figures:
    rows = {row.label: row for row in (*table.rows, table.total)}
    return {
        label: {"": row.total} | {cell.label: cell.number for cell in row.cells if cell.number}
        for label, row in rows.items()
    }


def of_evaluation(counts: Any) -> Figures:
    named = [(row.head.label, row.cells, row.total) for row in counts.rows if row.head.key != "ohne"]
    named.append((TOTAL, counts.totals, counts.total))
    heads = [column.label for column in counts.columns]
    return {
        label: {"": total.number}
        | {head: cell.number for head, cell in zip(heads, cells, strict=True) if cell.number}
        for label, cells, total in named
    }


def of_report(told: Any) -> Figures:
    heads = [label for _, label in told["states"]]
    rows = [
        row for row in (*told["rows"], told["total"]) if not row["label"].startswith(("nicht ", "keine "))
    ]
    return {
        row["label"]: {"": row["total"][0]}
        | {head: cell[0] for head, cell in zip(heads, row["cells"], strict=True) if cell[0]}
        for row in rows
    }


def test_four_places_agree_on_the_states_by_action_field_and_altogether(client: Client) -> None:
    today = timezone.localdate()
    office, member = make_user(), make_user("", username="mitglied")
    make_seat(Unit.objects.get(slug="FB-61"), person=member)
    meeting = make_meeting(today)
    report = {one["key"]: one for one in tables(Counted(Period(today - dt.timedelta(days=365), today), None))}
    overview = page(client, "/", member)["overview"].fields
    expected = of_crosstab(overview)
    assert expected[TOTAL][""] == 5
    dossier = page(client, f"/sitzungen/{meeting.pk}/mappe/", office)["dossier"]
    assert of_crosstab(dossier.fields) == expected
    evaluation = page(client, "/auswertung/?zeilen=handlungsfeld", office)["table"]
    assert of_evaluation(evaluation) == expected
    assert of_report(report["handlungsfeld"]) == expected
    assert of_crosstab(page(client, "/", office)["overview"].whole)[TOTAL] == expected[TOTAL]
    by_unit = page(client, "/auswertung/?zeilen=stelle", office)["table"]
    assert of_crosstab(dossier.units) == of_evaluation(by_unit) == of_report(report["stelle"])


def test_four_places_agree_on_the_states_of_a_unit(client: Client) -> None:
    today, unit = timezone.localdate(), Unit.objects.get(slug="FB-51")
    make_seat(unit)
    lead, meeting = make_user(Hat.DEPARTMENT, unit=unit), make_meeting(today)
    of_unit = of_crosstab(page(client, "/", lead)["overview"].own)[str(unit)]
    assert of_unit[""] == 3
    both = make_user("", username="beides", unit=unit)
    make_seat(Unit.objects.get(slug="FB-61"), person=both)
    (own,) = page(client, f"/sitzungen/{meeting.pk}/mappe/", both)["dossier"].own[:1]
    assert {"": own.row.total} | {cell.label: cell.number for cell in own.row.cells if cell.number} == of_unit
    evaluation = page(client, "/auswertung/?zeilen=rolle&stelle=FB-51", lead)["table"]
    assert of_evaluation(evaluation)[TOTAL] == of_unit
    counted = Counted(Period(today - dt.timedelta(days=365), today), unit)
    assert of_report(tables(counted)[0])[TOTAL] == of_unit
