"""The people of the demo city: functions, no names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password

from integration.accounts.actions import save_user
from integration.accounts.models import User
from integration.accounts.roles import Role

if TYPE_CHECKING:
    import datetime as dt

DEMO_PASSWORD = "Integration-2017"  # noqa: S105 - printed on the demo's sign-in page


class DemoPerson(NamedTuple):
    """`unit` is the slug of the unit the person belongs to, if any."""

    username: str
    function: str
    role: str = ""
    unit: str = ""


PEOPLE = [
    DemoPerson("koordination", "Koordination 50.21", Role.COORDINATION),
    DemoPerson("administration", "Administration", Role.ADMINISTRATION),
    DemoPerson("doppel", "Stelle 51.3 und Koordination", Role.COORDINATION, "51.3"),
    DemoPerson("stg", "Steuerungsgruppe FB 61", "", "FB-61"),
    DemoPerson("ref0120", "Referat 0120", "", "Ref-0120"),
    DemoPerson("fb51", "Fachbereich 51", "", "FB-51"),
    DemoPerson("abt502", "Abteilung 50.2", "", "50.2"),
    DemoPerson("kita", "Stelle 51.3", "", "51.3"),
    DemoPerson("ehrenamt", "Koordination Ehrenamt", "", "koordination-ehrenamt"),
    DemoPerson("vhs", "Volkshochschule", "", "vhs"),
    DemoPerson("neu", "Sachbearbeitung FB 32"),
    DemoPerson("lernpaten", "Lernpatenschaften", "", "lernpaten-und-andere-ehrenamtliche"),
]


def create_demo_people(*, at: dt.datetime) -> dict[str, User]:
    """Create the demo's people as of `at`, each in a change set, and return them by username."""
    password = make_password(DEMO_PASSWORD)  # hashed once: argon2 is slow on purpose
    return {
        person.username: save_user(
            user=User(username=person.username, password=password),
            fields={
                "function": person.function,
                "role": person.role,
                "email": f"{person.username}@demo.example",
            },
            by=None,
            reason="Demostadt",
            at=at,
        )
        for person in PEOPLE
    }


def demo_people() -> list[User]:
    """Return the demo's people for the sign-in page: none outside a demo (DEBUG)."""
    if not settings.DEBUG:
        return []
    rank = {person.username: place for place, person in enumerate(PEOPLE)}
    present = User.objects.active().filter(username__in=rank)
    return sorted(present, key=lambda user: rank[user.username])
