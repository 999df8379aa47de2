"""Finding out who is to be told what today, and sending it: once, however many runs there are at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from integration import mail
from integration.accounts.models import User
from steering.models import ReminderLetter, ReminderSent
from steering.reminders.digest import Digest, digest_of
from steering.reminders.due import Due
from steering.reminders.recipients import Recipients, Told
from steering.reminders.sources import dues

KEPT = dt.timedelta(days=730)  # then a letter is forgotten, and that it was sent
Deliver = Callable[[EmailMessage], str]


class Plan(NamedTuple):
    """What there is to tell: to whom (whoever has something new), and what reaches nobody."""

    digests: list[Digest]
    unheard: list[Due]
    told: dict[int, list[Told]]

    def going(self, today: dt.date) -> list[Digest]:
        return [one for one in self.digests if one.goes_on(today) == today]


def plan(*, now: dt.datetime) -> Plan:
    """Return what would go out now and later (a constant number of queries)."""
    today = timezone.localdate(now)
    recipients = Recipients(on=today)
    told, unheard = recipients.assign(dues(today))
    sent, last = _sent(), _last()
    digests = [
        digest_of(person, recipients.pace(person), told[key], sent.get(key, set()), last.get(key))
        for key, person in recipients.people.items()
        if key in told
    ]
    return Plan([one for one in digests if one.new], unheard, told)


def _sent(**of: Any) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = ReminderSent.objects.filter(letter__sent_at__isnull=False, **of)
    for person, key in rows.values_list("recipient", "key"):
        found[person].add(key)
    return found


def _last(**of: Any) -> dict[int, dt.date]:
    rows = ReminderLetter.objects.sent().filter(recipient__isnull=False, **of).order_by()
    latest = rows.values_list("recipient").annotate(Max("sent_at"))
    return {person: timezone.localdate(at) for person, at in latest}


def remind(*, now: dt.datetime, deliver: Deliver | None = None) -> list[ReminderLetter]:
    """Send what is to go out now and return the letters, each with why it failed; what another run holds is
    left to it.

    `deliver` hands one mail over and says why not; a demo's past hands over nothing.
    """
    ReminderLetter.objects.sent().filter(sent_at__lt=now - KEPT).delete()
    today, planned = timezone.localdate(now), plan(now=now)
    going = planned.going(today)
    outage = mail.outage() if going and deliver is None else ""
    hand_over = deliver or (lambda letter: outage or mail.handed_over(letter))
    letters = [_send(one, planned.told[one.person.pk], hand_over, now) for one in going]
    return [letter for letter in letters if letter]


def _send(digest: Digest, told: list[Told], deliver: Deliver, now: dt.datetime) -> ReminderLetter | None:
    letter = _claimed(digest, told, now)
    if letter:
        message = EmailMessage(letter.subject, letter.text, None, [digest.person.email])
        letter.failed = deliver(message)
        letter.sent_at = None if letter.failed else now
        letter.save(update_fields=["failed", "sent_at"])
    return letter


def _claimed(digest: Digest, told: list[Told], now: dt.datetime) -> ReminderLetter | None:
    """Return the letter as it is to be handed over by this run alone, None where another run has it."""
    person = digest.person
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=person.pk)
            key, of = person.pk, {"recipient": person}
            fresh = digest_of(person, digest.pace, told, _sent(**of).get(key, set()), _last(**of).get(key))
            letter = ReminderLetter.objects.filter(recipient=person, sent_at__isnull=True).first()
            today = timezone.localdate(now)
            if not fresh.new or fresh.goes_on(today) != today or (letter and letter.is_at_work(now=now)):
                return None
            return _written(letter, fresh, now)
    except IntegrityError:
        return None


def _written(letter: ReminderLetter | None, digest: Digest, now: dt.datetime) -> ReminderLetter:
    """Write a letter, or the one anew that did not go out, with the events of which it tells."""
    letter = letter or ReminderLetter(recipient=digest.person, attempts=0)
    letter.function = str(digest.person)
    letter.subject, letter.text = digest.subject, digest.text
    letter.tried_at, letter.failed = now, ""
    letter.attempts += 1
    letter.save()
    letter.events.all().delete()
    ReminderSent.objects.bulk_create(
        ReminderSent(letter=letter, recipient=digest.person, key=key) for key in digest.keys
    )
    return letter
