"""What people hold in the catalogue, for their units or by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from catalogue.models import (
    Clarification,
    Contact,
    FollowUp,
    ImportDraft,
    SavedView,
    SystemToken,
    Unit,
    UnitMembership,
    UnitReturn,
)
from catalogue.reference.contact_actions import save_contact
from catalogue.reference.unit_actions import save_membership
from catalogue.upkeep.steps import keep, set_follow_up
from steering.departures.holding import ONE_DAY, Giving, Holding, Kind
from steering.reminders.due import named, short

SOON = dt.timedelta(days=14)  # when a question without a day is laid before the heir
_STATE = UnitReturn.State


def lasting(after: dt.date) -> Q:
    """Return the condition of rows that hold beyond a day."""
    return Q(valid_until__isnull=True) | Q(valid_until__gt=after)


def measures_of(unit: Unit) -> str:
    """Return the way to a unit's measures: whoever belongs to it may go there, unlike to its own page."""
    return f"{reverse('catalogue:measure-list')}?{urlencode({'stelle': unit.slug})}"


# --- Units --------------------------------------------------------------------------------------


def _memberships(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = UnitMembership.objects.filter(lasting(after), user=person).select_related("unit")
    found = list(rows.order_by("unit__slug"))
    there = UnitMembership.objects.filter(lasting(after), user__is_active=True).exclude(user=person)
    shared = set(there.filter(unit__in=[one.unit_id for one in found]).values_list("unit", flat=True))
    for one in found:
        alone = one.unit_id not in shared
        yield Holding(
            f"stelle:{one.pk}:{alone}",
            str(one.unit),
            measures_of(one.unit),
            f"Danach ist niemand mehr für {named(one.unit)} da." if alone else "",
            one,
        )


def _give_membership(giving: Giving, row: UnitMembership) -> None:
    written: dict[str, Any] = {"unit": row.unit, "by": giving.by, "within": giving.change_set}
    last = max(row.valid_from, giving.last_day)
    save_membership(user=giving.person, valid_from=row.valid_from, valid_until=last, **written)
    running = UnitMembership.objects.held_by(giving.heir, on=giving.today).filter(unit=row.unit).first()
    first = running.valid_from if running else giving.today
    ends = [row.valid_until, running.valid_until] if running else [row.valid_until]
    until = None if None in ends else max(day for day in ends if day)
    save_membership(user=giving.heir, valid_from=first, valid_until=until, **written)


def _contacts(person: Any, after: dt.date) -> Iterator[Holding]:
    if not person.email:
        return
    rows = Contact.objects.filter(lasting(after), email__iexact=person.email)
    for one in rows.select_related("unit", "measure").order_by("unit__slug", "pk"):
        about = f" zu Maßnahme {one.measure.number}" if one.measure else ""
        yield Holding(
            f"ansprechperson:{one.pk}",
            f"{one.function}, {one.unit}{about}",
            measures_of(one.unit),
            row=one,
        )


def _give_contact(giving: Giving, row: Contact) -> None:
    """Let the heir be reached in the person's place; name and telephone are theirs to add."""
    theirs = row.function.casefold() == giving.person.function.casefold()
    fields = {
        "function": giving.heir.function if theirs and giving.heir.function else row.function,
        "email": giving.heir.email,
        "name": "",
        "telephone": "",
    }
    written: dict[str, Any] = {"by": giving.by, "within": giving.change_set}
    last = giving.first_day - ONE_DAY
    if row.valid_from and row.valid_from > last:
        save_contact(row, fields, **written)
        return
    heir = Contact(unit=row.unit, measure=row.measure, is_deputy=row.is_deputy, valid_until=row.valid_until)
    save_contact(row, {"valid_until": last}, **written)
    save_contact(heir, {**fields, "valid_from": giving.first_day}, **written)


# --- Questions and Wiedervorlagen ---------------------------------------------------------------


def _questions(person: Any, after: dt.date) -> Iterator[Holding]:
    others = FollowUp.objects.outstanding().exclude(by=person).filter(clarification__isnull=False)
    rows = Clarification.objects.open().filter(opened__by=person)
    rows = rows.exclude(pk__in=others.values("clarification")).select_related("measure", "unit")
    for one in rows.by_age():
        asked = f" (an {named(one.unit)})" if one.unit else ""
        yield Holding(
            f"frage:{one.pk}:{one.due}",
            f"Maßnahme {one.measure.number}: {short(str(one))}{asked}",
            reverse("catalogue:clarification-detail", args=[one.pk]),
            row=one,
        )


def _give_question(giving: Giving, row: Clarification) -> None:
    """Lay the question before the heir on its day; who asked it is history and stays."""
    made = set_follow_up(
        row.measure,
        max(row.due or giving.today + SOON, giving.today),
        f"Frage von {giving.person}: {short(str(row), 400)}",
        clarification=row,
        by=giving.heir,
        at=giving.change_set.at,
    )
    keep(giving.change_set, made, f"zu Maßnahme {row.measure.number}", None)


def _follow_ups(person: Any, after: dt.date) -> Iterator[Holding]:
    rows = FollowUp.objects.outstanding().filter(by=person).select_related("measure")
    for one in rows.order_by("due", "pk"):
        number = one.measure.number
        yield Holding(
            f"wiedervorlage:{one.pk}:{one.due}",
            f"{one.due:%d.%m.%Y}, Maßnahme {number}: {short(one.reason)}",
            f"{reverse('catalogue:measure-detail', args=[number])}#wiedervorlage",
            row=one,
        )


def _give_follow_up(giving: Giving, row: FollowUp) -> None:
    giving.pass_on(row, f"vom {row.due:%d.%m.%Y} zu Maßnahme {row.measure.number}")


# --- Drafts that only they see ------------------------------------------------------------------


def _returns(person: Any, after: dt.date) -> Iterator[Holding]:
    states = (_STATE.DRAFT, _STATE.READING, _STATE.REFUSED, _STATE.UNASSIGNED)
    rows = UnitReturn.objects.filter(by=person, state__in=states).select_related("unit", "file")
    for one in rows.order_by("at"):
        if one.file_id:
            path = reverse("catalogue:returned-file-detail", args=[one.pk])
        else:  # the extract leads those on who may answer it; who hands over may not
            path = reverse("catalogue:extract-detail", args=[one.unit.slug]) if one.unit else ""
        about = f": {one.file}" if one.file else ""
        yield Holding(
            f"rueckmeldung:{one.pk}:{one.state}", f"{one}{about} ({one.get_state_display()})", path, row=one
        )


def _imports(person: Any, after: dt.date) -> Iterator[Holding]:
    states = (*ImportDraft.AT_WORK, ImportDraft.State.READY, ImportDraft.State.REFUSED)
    rows = ImportDraft.objects.filter(by=person, state__in=states).select_related("file")
    for one in rows.defer("recognised", "choices").order_by("created_at"):
        path = reverse("catalogue:import-detail", args=[one.pk])
        yield Holding(f"import:{one.pk}:{one.state}", f"{one} ({one.get_state_display()})", path, row=one)


def _give_draft(giving: Giving, row: UnitReturn | ImportDraft) -> None:
    giving.pass_on(row, str(row))


def _views(person: Any, after: dt.date) -> Iterator[Holding]:
    for one in SavedView.objects.of(person):
        yield Holding(f"ansicht:{one.pk}", one.name)


def _tokens(person: Any, after: dt.date) -> Iterator[Holding]:
    mine = Q(by=person) | Q(contact__iexact=person.function or "-")
    for one in SystemToken.objects.valid(on=after).filter(mine).order_by("name"):
        path = reverse("catalogue:system-token-list")
        yield Holding(f"token:{one.pk}", f"{one}, bis {one.valid_until:%d.%m.%Y}", path)


UNITS = Kind(
    slug="stellen",
    label="Zugehörigkeit zu Stellen",
    otherwise="Die Person gehört weiter dazu. Ist ihr Konto deaktiviert, kann sie für die Stelle nichts mehr "
    "tun; weitere Personen ordnen Sie auf der Seite der Stelle zu.",
    find=_memberships,
    give=_give_membership,
)
CONTACTS = Kind(
    slug="ansprechperson",
    label="Ansprechperson von Stellen",
    otherwise="Sie bleibt eingetragen. Auf der Seite der Stelle tragen Sie eine andere ein.",
    find=_contacts,
    give=_give_contact,
)
QUESTIONS = Kind(
    slug="fragen",
    label="Gestellte Fragen, die offen sind",
    otherwise="Sie bleiben gestellt, und die Koordination sieht die Antworten unter „Klärungen“.",
    find=_questions,
    give=_give_question,
)
FOLLOW_UPS = Kind(
    slug="wiedervorlagen",
    label="Wiedervorlagen zu Maßnahmen",
    otherwise="Sie bleiben stehen. Ist das Konto deaktiviert, erinnern sie die Koordination.",
    find=_follow_ups,
    give=_give_follow_up,
)
RETURNS = Kind(
    slug="rueckmeldungen",
    label="Angefangene Rückmeldungen",
    otherwise="Sie bleiben gespeichert. Wer der Stelle angehört, kann sie fortsetzen, sonst die "
    "Koordination.",
    find=_returns,
    give=_give_draft,
)
IMPORTS = Kind(
    slug="importe",
    label="Angefangene Importe",
    otherwise="Sie bleiben unter „Import“ stehen, bis jemand mit dem Recht dazu sie anwendet oder verwirft.",
    find=_imports,
    give=_give_draft,
)
VIEWS = Kind(
    slug="ansichten",
    label="Gespeicherte Ansichten",
    otherwise="Sie gehören nur der Person selbst und enden mit ihrem Konto. Wer dieselbe Auswahl braucht, "
    "speichert sie unter „Maßnahmen“ für sich.",
    find=_views,
)
TOKENS = Kind(
    slug="token",
    label="Ausgegebene Token für andere Systeme",
    otherwise="Sie gehören den Systemen und gelten weiter. Ist die Person dort Ansprechstelle, widerrufen "
    "Sie das Token unter „Schnittstellen“ und geben ein neues mit einer anderen aus.",
    find=_tokens,
)
