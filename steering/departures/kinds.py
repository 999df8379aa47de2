"""All that a person may hold: a new kind is a declaration, and its line here."""

from __future__ import annotations

from steering.departures import account_kinds as account
from steering.departures import catalogue_kinds as catalogue
from steering.departures import steering_kinds as steering
from steering.departures.holding import Kind
from steering.departures.unit_work import UNIT_WORK

KINDS: tuple[Kind, ...] = (  # in this order they go over
    account.ROLE,
    catalogue.UNITS,
    UNIT_WORK,
    catalogue.CONTACTS,
    steering.SEATS,
    catalogue.QUESTIONS,
    catalogue.FOLLOW_UPS,
    steering.ASSIGNMENTS,
    steering.FOLLOW_UPS,
    steering.STEPS,
    catalogue.RETURNS,
    catalogue.IMPORTS,
    steering.PROPOSALS,
    steering.TAKEOVERS,
    catalogue.TOKENS,
    catalogue.VIEWS,
    steering.REMINDERS,
)
