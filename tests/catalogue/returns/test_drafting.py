from __future__ import annotations

from typing import Any

import pytest

from catalogue.models import Answer, Extract, MeasureVersion, Unit
from catalogue.returns.drafting import Kept, Said, keep_draft
from catalogue.returns.questionnaire import Questionnaire, digest
from tests.catalogue.unit_returns import issue_to
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def said(number: int, seen: Answer | None = None, **fields: Any) -> Said:
    base = MeasureVersion.objects.current().get(number=number)
    return Said(Answer(measure_id=base.measure_id, base=base, **fields), digest(seen))


def keep(extract: Extract, *rows: Said, by: Any = None) -> Kept:
    return keep_draft(extract.unit, extract, rows, way="browser", by=by)


def stored(extract: Extract) -> dict[int, str]:
    asked = Questionnaire.of_extract(extract)
    return {one.number: one.answer.note for one in asked.entries if one.answer}


def test_draft_is_begun_with_the_first_thing_said_and_logged_once() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    assert keep(extract, said(7)).draft is None
    keep(extract, said(7, note="Eins"))
    keep(extract, said(28, note="Zwei"))
    extract.refresh_from_db()
    assert (stored(extract), extract.state.label) == ({7: "Eins", 28: "Zwei"}, "in Bearbeitung")
    assert [one.kind for one in extract.events.all()] == ["started"]
    assert extract.returns.count() == 1


def test_what_is_emptied_is_no_answer_any_more() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend"})
    keep(extract, said(7, note="Eins"))
    keep(extract, said(7, Answer(note="Eins")))
    assert stored(extract) == {}


def test_two_people_at_different_measures_do_not_meet() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend", 28: "beteiligt"})
    keep(extract, said(7, note="Eins"), said(28))
    kept = keep(extract, said(7), said(28, note="Zwei"))  # opened before the first one saved
    assert (kept.met, stored(extract)) == ([], {7: "Eins", 28: "Zwei"})


def test_whoever_would_overwrite_something_unseen_is_told() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend"})
    keep(extract, said(7, note="Eins"), by=make_user(function="Stelle 51"))
    kept = keep(extract, said(7, note="Anders"), by=make_user("", username="andere"))
    ((_, theirs),) = kept.met
    assert (theirs and theirs.note, kept.function, stored(extract)) == ("Eins", "Stelle 51", {7: "Eins"})
    keep(extract, said(7, Answer(note="Eins"), note="Anders"))
    assert stored(extract) == {7: "Anders"}


def test_same_words_of_two_people_are_no_conflict() -> None:
    extract = issue_to("FB 51", {7: "federfuehrend"})
    keep(extract, said(7, note="Eins"))
    assert keep(extract, said(7, note="Eins")).met == []


def test_unit_has_one_draft_of_its_own_accord() -> None:
    unit = Unit.objects.get(code="FB 61")
    for number in (7, 29):
        keep_draft(unit, None, [said(number, note="Eins")], way="browser", by=None)
    asked = Questionnaire.of_unit(unit)
    assert [one.number for one in asked.entries if one.answer] == [7, 29]
    assert [(one.number, one.role) for one in asked.entries] == [(7, "beteiligt"), (29, "kooperation")]
    assert unit.returns.count() == 1
