"""Both partners confirm the same words, then they stand: frozen, checked, changed only by another edition."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document

from catalogue.models import Unit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.history.models import ReferenceChange
from steering.freezing import checksum, verify
from steering.models import AgreementEdition, Frozen, GoalTalk, Side
from steering.talks import agreement_docx
from steering.talks.agreement_actions import amend, confirm, drop_amendment, sides_of, standing
from steering.talks.agreement_record import record_of
from steering.talks.goal_actions import save_goal
from tests.city import build_city
from tests.factories import make_goal, make_goal_talk, make_indicator, make_membership, make_user
from tests.pdfs import barriers, read_aloud, text_of

pytestmark = pytest.mark.django_db
State = GoalTalk.State


@pytest.fixture
def talk() -> GoalTalk:
    build_city()
    talk = make_goal_talk(Unit.objects.get(slug="51.3"), 2018, state=State.HELD, participants="Leitung 51.3")
    goal = make_goal(talk, "Mehr Familien erreichen", measures=[28], steps=[("Termine", dt.date(2018, 4, 1))])
    make_indicator(goal, measured_how="Listen")
    return talk


@pytest.fixture
def office() -> User:
    return make_user(Hat.COORDINATION, function="Koordination 50.21")


@pytest.fixture
def kita(talk: GoalTalk) -> User:
    return make_user(Hat.DEPARTMENT, username="kita", unit=talk.unit, function="Leitung 51.3")


def sha(talk: GoalTalk) -> str:
    talk.refresh_from_db()
    return checksum(record_of(talk))


def by(talk: GoalTalk, side: Side, person: Any, **fields: Any) -> AgreementEdition | None:
    return confirm(talk, side, by=person, **{"seen": sha(talk), **fields})


def change_goal(talk: GoalTalk) -> None:
    goal = talk.goals.get()
    rows = [{"pk": one.pk, "name": one.name} for one in goal.indicators.all()]
    measures = goal.measures.all()
    save_goal(goal, {"text": "Noch mehr Familien"}, measures=measures, steps=[], indicators=rows, by=None)


def test_agreement_is_frozen_when_both_have_confirmed_the_same(
    talk: GoalTalk, office: User, kita: User
) -> None:
    assert by(talk, Side.UNIT, kita) is None
    change_goal(talk)  # the confirmation lapses
    assert standing(talk, sha(talk)) == []
    assert by(talk, Side.COORDINATION, office) is None
    edition = by(talk, Side.UNIT, kita)
    talk.refresh_from_db()
    assert edition
    assert (talk.state, edition.edition, verify(edition)) == (State.AGREED, 1, [])
    assert edition.record["goals"][0]["text"] == "Noch mehr Familien"
    data = edition.pdf.read()
    assert barriers(data) == []
    paper = read_aloud(data)
    for printed in ("Noch mehr Familien", "Beratene Familien", "Leitung 51.3", "Koordination 50.21"):
        assert printed in paper
    assert ReferenceChange.objects.filter(model="steering.goaltalk").last().after["state"] == State.AGREED  # type: ignore[union-attr]
    with pytest.raises(Frozen):
        edition.save()
    with pytest.raises(Frozen):
        AgreementEdition.objects.update(sha256="0")
    with pytest.raises(Frozen):
        edition.delete()


def test_amendment_is_another_edition_that_both_confirm(talk: GoalTalk, office: User, kita: User) -> None:
    for side, person in ((Side.UNIT, kita), (Side.COORDINATION, office)):
        by(talk, side, person)
    with pytest.raises(ValidationError, match="Sagen Sie, was geändert wird"):
        amend(talk, " ", by=kita)
    amend(talk, "Eine Stelle ist unbesetzt.", by=kita)
    with pytest.raises(ValidationError, match="schon begonnen"):
        amend(talk, "Noch etwas", by=kita)
    drop_amendment(talk, by=kita)  # nothing was changed yet
    amend(talk, "Eine Stelle ist unbesetzt.", by=kita)
    with pytest.raises(ValidationError, match="Noch ist nichts geändert"):
        by(talk, Side.UNIT, kita)
    change_goal(talk)
    with pytest.raises(ValidationError, match="schon etwas geändert"):
        drop_amendment(talk, by=kita)
    by(talk, Side.COORDINATION, office)
    edition = by(talk, Side.UNIT, kita)
    assert edition
    talk.refresh_from_db()
    assert (edition.edition, edition.amendment, talk.amendment) == (2, "Eine Stelle ist unbesetzt.", "")
    first = talk.editions.get(edition=1)
    assert (verify(first), verify(edition)) == ([], [])
    assert first.record["goals"][0]["text"] == "Mehr Familien erreichen"
    talk.state = State.EVALUATED
    talk.save()
    with pytest.raises(ValidationError, match="noch nicht ausgewertet"):
        amend(talk, "Zu spät", by=kita)


def test_office_enters_what_a_partner_without_account_confirmed(talk: GoalTalk, office: User) -> None:
    told = "Leitung vhs, per E-Mail vom 12.03.2018"
    for day, sentence in ((timezone.localdate() + dt.timedelta(days=1), "in der Zukunft"),
                          (dt.date(2018, 2, 28), "vor dem Gespräch")):  # fmt: skip
        with pytest.raises(ValidationError, match=sentence):
            by(talk, Side.UNIT, office, entered_for=told, confirmed_on=day)
    by(talk, Side.COORDINATION, office)
    edition = by(talk, Side.UNIT, office, entered_for=told, confirmed_on=dt.date(2018, 3, 12))
    assert edition
    entered = talk.confirmations.get(side=Side.UNIT)
    assert (entered.entered_for, entered.by_function) == (told, "Koordination 50.21")
    assert "per E-Mail vom 12.03.2018" in text_of(edition.pdf.read())


def test_what_cannot_be_confirmed_says_why(talk: GoalTalk, office: User, kita: User) -> None:
    seen = sha(talk)
    by(talk, Side.UNIT, kita)
    with pytest.raises(ValidationError, match="schon bestätigt"):
        by(talk, Side.UNIT, kita)
    with pytest.raises(ValidationError, match="nicht dieselbe Person"):
        by(talk, Side.COORDINATION, kita)
    change_goal(talk)
    with pytest.raises(ValidationError, match="inzwischen geändert"):
        by(talk, Side.COORDINATION, office, seen=seen)
    goal = talk.goals.get()
    goal.measures.clear()
    with pytest.raises(ValidationError, match="Ziel 1 ist noch nicht überprüfbar"):
        by(talk, Side.COORDINATION, office)
    goal.indicators.all().delete()
    goal.steps.all().delete()
    goal.delete()
    with pytest.raises(ValidationError, match="Ohne ein Jahresziel"):
        by(talk, Side.COORDINATION, office)
    talk.state = State.PLANNED
    talk.save()
    with pytest.raises(ValidationError, match="dass es geführt ist"):
        by(talk, Side.COORDINATION, office)


def test_who_may_confirm_for_whom(talk: GoalTalk, office: User, kita: User) -> None:
    units = {unit.slug: unit for unit in Unit.objects.all()}
    above = make_user(Hat.DEPARTMENT, username="fb51", unit=units["FB-51"])
    other = make_user(Hat.DEPARTMENT, username="fb61", unit=units["FB-61"])
    both = make_user(Hat.COORDINATION, username="beide")
    make_membership(both, units["51.3"])
    found = [sides_of(person, talk) for person in (office, kita, above, other, both)]
    assert found == [[Side.COORDINATION], [Side.UNIT], [Side.UNIT], [], [Side.COORDINATION, Side.UNIT]]


def test_word_says_what_the_pdf_says(talk: GoalTalk, office: User, kita: User) -> None:
    for side, person in ((Side.UNIT, kita), (Side.COORDINATION, office)):
        edition = by(talk, side, person)
    assert edition
    data = agreement_docx.render(edition.record, standing(talk, edition.sha256), is_draft=False)
    word = Document(io.BytesIO(data))
    said = [one.text for one in word.paragraphs]
    said += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    printed = "".join(text_of(edition.pdf.read()).split())
    for text in (
        "Ziel 1: Mehr Familien erreichen",
        "Termine",
        "01.04.2018",
        "Leitung 51.3",
        "Koordination 50.21",
    ):
        assert text in said
        assert "".join(text.split()) in printed
    assert "Entwurf, noch nicht von beiden Seiten bestätigt." not in said
    lost = {line for line in said if "\n" not in line and "".join(line.split()) not in printed}
    checksum_line = f"Prüfsumme des Inhalts: SHA-256 {edition.sha256}"  # the PDF may break it anywhere
    assert lost == {"Angabe", checksum_line}  # "Angabe" heads the table of facts
