"""The Steuerungsgruppe's hat follows from a seat held today, for the member and for the deputy."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from integration.accounts.models import User
from integration.accounts.roles import Hat
from tests.factories import make_seat, make_unit
from tests.integration.people import make_user

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


def fresh(person: User) -> User:
    """Return the person as the next request meets her."""
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("place", ["person", "deputy"])
def test_seat_gives_the_hat_while_it_is_held(place: str) -> None:
    person = make_user()
    seat = make_seat(make_unit("FB 61"), **{place: person})
    assert list(fresh(person).hats()) == [Hat.STEERING_GROUP]
    assert fresh(person).has_perm("steering.view_meeting")
    seat.valid_until = YESTERDAY
    seat.save()
    assert not fresh(person).hats()
    assert not fresh(person).has_perm("catalogue.view_measure")
