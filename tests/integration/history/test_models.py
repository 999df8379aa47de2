from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from integration.history.models import ChangeSet, ReferenceChange
from tests.integration.people import make_coordination

NOON = dt.datetime(2017, 4, 24, 10, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_change_set_says_who_when_why_and_by_which_way() -> None:
    person = make_coordination()
    change_set = ChangeSet.objects.open(by=person, way=ChangeSet.Way.FORM, reason="Anruf", at=NOON)
    assert (change_set.by, change_set.by_function, change_set.reason) == (person, str(person), "Anruf")
    assert str(change_set) == "Formular vom 24.04.2017 12:00"


@pytest.mark.django_db
def test_change_set_keeps_the_function_of_people_who_left() -> None:
    person = make_coordination()
    function = str(person)
    ChangeSet.objects.open(by=person, way=ChangeSet.Way.FORM)
    person.delete()
    change_set = ChangeSet.objects.get()
    assert (change_set.by, change_set.by_function) == (None, function)


@pytest.mark.django_db
def test_change_sets_stand_in_the_order_of_their_writing() -> None:
    days = (NOON, NOON, NOON - dt.timedelta(days=1))
    opened = [ChangeSet.objects.open(by=None, way=ChangeSet.Way.COMMAND, at=at) for at in days]
    assert opened[0].at < opened[1].at < opened[2].at
    assert list(ChangeSet.objects.in_order()) == opened[::-1]


@pytest.mark.django_db
def test_change_set_is_dated_now_unless_a_past_is_told() -> None:
    before = timezone.now()
    at = ChangeSet.objects.open(by=None, way=ChangeSet.Way.COMMAND).at
    assert before <= at <= timezone.now()


@pytest.mark.django_db
def test_change_set_refuses_an_unknown_way() -> None:
    with pytest.raises(ValidationError, match="Diesen Weg einer Änderung gibt es nicht"):
        ChangeSet(at=NOON, way="post").validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeSet.objects.create(at=NOON, way="post")


@pytest.mark.django_db(transaction=True)
def test_change_set_belongs_into_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        ChangeSet.objects.open(by=None, way=ChangeSet.Way.FORM)


@pytest.mark.django_db
def test_reference_change_names_the_thing() -> None:
    change_set = ChangeSet.objects.open(by=None, way=ChangeSet.Way.REFERENCE)
    change = ReferenceChange.objects.create(change_set=change_set, model="catalogue.unit", key="FB-51")
    assert str(change) == "catalogue.unit FB-51"


@pytest.mark.django_db(transaction=True)
def test_change_sets_of_two_people_wait_for_each_other() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite's immediate transactions exclude each other anyway, but not in a database in memory
    began = threading.Event()

    def other() -> None:
        began.wait()
        with transaction.atomic():
            ChangeSet.objects.open(by=None, way=ChangeSet.Way.FORM, reason="second")
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        ChangeSet.objects.lock()
        began.set()
        time.sleep(0.3)
        ChangeSet.objects.open(by=None, way=ChangeSet.Way.FORM, reason="first")
    thread.join()
    assert list(ChangeSet.objects.in_order().values_list("reason", flat=True)) == ["second", "first"]
