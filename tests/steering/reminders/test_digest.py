"""How a digest reads: what stands together, what stands once, and what its subject says."""

from __future__ import annotations

import datetime as dt

from integration.accounts.models import User
from steering.reminders.digest import Digest, digest_of
from steering.reminders.due import Bundle, Due, Stage
from steering.reminders.recipients import Told

DAY = dt.date(2026, 5, 4)
MANY = Bundle("Aufträge sind überfällig", "/aufgaben/")


def due(key: str, text: str = "", **fields: object) -> Due:
    fields = {"path": f"/{key}/", "stage": Stage.DUE, **fields}
    return Due(key, text or f"Etwas {key}", **fields)  # type: ignore[arg-type]


def digest(*told: Told | Due, sent: set[str] = frozenset()) -> Digest:  # type: ignore[assignment]
    person = User(username="kita", function="Stelle 51.3")
    all_told = [one if isinstance(one, Told) else Told(one) for one in told]
    return digest_of(person, "woechentlich", all_told, set(sent), None)


def lines(one: Digest) -> dict[str, list[str]]:
    return {section.heading: [line.text for line in section.lines] for section in one.sections}


def test_stages_and_days_come_in_their_order() -> None:
    late = due("a", day=DAY)
    later = due("b", day=DAY + dt.timedelta(days=9), stage=Stage.SOON)
    one = digest(later, due("c", "Ein Hinweis.", stage=Stage.NOTE), late, due("d"))
    assert lines(one) == {
        "Fällig": ["Etwas d", "Etwas a, fällig am 04.05.2026"],
        "Demnächst": ["Etwas b, bis 13.05.2026"],
        "Außerdem": ["Ein Hinweis"],
    }
    assert one.subject == "Erinnerung: 2 fällig, 2 weitere"


def test_one_thing_is_named_in_the_subject() -> None:
    assert digest(due("a", "Auftrag: Räume suchen")).subject == "Erinnerung: Auftrag: Räume suchen"
    notes = [due(key, stage=Stage.NOTE) for key in "ab"]
    assert digest(*notes).subject == "Erinnerung: 2 Punkte"


def test_several_of_a_kind_share_a_line_and_one_speaks_for_itself() -> None:
    units = ["FB 10", "FB 32", "FB 10"]
    three = [due(f"{place}", bundle=MANY, item=item) for place, item in enumerate(units)]
    assert lines(digest(*three)) == {"Fällig": ["3 Aufträge sind überfällig: FB 10, FB 32"]}
    some = digest(*three, sent={"0", "1"})
    assert (lines(some), some.open) == ({"Fällig": ["Etwas 2"]}, 1)
    many = [due(f"{place}", bundle=MANY, item=f"FB {place}") for place in range(12)]
    (line,) = lines(digest(*many))["Fällig"]
    assert line.startswith("12 Aufträge sind überfällig: FB 0, ")
    assert line.endswith("FB 9 und weitere")


def test_long_list_is_cut_with_its_count() -> None:
    (section,) = digest(*(due(f"{place}") for place in range(13))).sections
    assert (len(section.lines), section.more) == (10, 3)


def test_what_falls_to_a_person_twice_is_told_once() -> None:
    own, others = due("x:unit", "Dasselbe", path="/x/"), due("x:office", "Dasselbe", path="/x/")
    one = digest(Told(others, "FB 40"), Told(own))
    assert lines(one) == {"Fällig": ["Dasselbe"]}
    assert one.keys == ["x:office", "x:unit"]
    assert lines(digest(Told(others, "FB 40"))) == {
        "Fällig": ["Dasselbe (geht an Sie, weil für FB 40 niemand zu erreichen ist)"]
    }


def test_lateness_is_no_note_to_whoever_has_to_do_the_thing() -> None:
    asked = due("auszug:1:2026-05-04:faellig", "Rückmeldung für FB 10")
    late = due("auszug:1:2026-05-04:amt", "Die Rückmeldung von FB 10 steht aus", stage=Stage.NOTE)
    assert digest(asked, late).keys == ["auszug:1:2026-05-04:faellig"]
    assert digest(asked, late, sent={asked.key}).new == []
    assert digest(late).keys == ["auszug:1:2026-05-04:amt"]
