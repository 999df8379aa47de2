"""The catalogue's fixed words: states, roles and the names of a record's fields."""

from django.db import models


class Status(models.TextChoices):
    """The state of implementation (domain.md §2 rule 6). `NOT_RECORDED` means nobody has said."""

    NOT_RECORDED = "nicht-erfasst", "nicht erfasst"
    NOT_BEGUN = "nicht-begonnen", "nicht begonnen"
    PLANNED = "geplant", "geplant"
    IN_PROGRESS = "in-umsetzung", "in Umsetzung"
    DONE = "umgesetzt", "umgesetzt"
    PERMANENT = "daueraufgabe", "Daueraufgabe"
    POSTPONED = "zurueckgestellt", "zurückgestellt"
    DROPPED = "entfallen", "entfallen"


DEMANDS_REASON = (Status.POSTPONED, Status.DROPPED)


class Role(models.TextChoices):
    """How a unit takes part in a measure (domain.md §2 rule 7)."""

    LEAD = "federfuehrend", "federführend"
    INVOLVED = "beteiligt", "beteiligt"
    PARTNER = "kooperation", "Kooperationspartner"
    VOLUNTEER = "ehrenamt", "Ehrenamt"


HATS = {"stadt": "Stadt", "andere": "andere"}

# The fields of a record and of its listings as people read them.
FIELD_LABELS = {
    "goal": "Ziel",
    "text": "Maßnahme",
    "timeframe": "Zeitrahmen",
    "status": "Umsetzungsstand",
    "progress": "Sachstand",
    "progress_date": "Sachstand vom",
    "next_step": "Nächster Schritt",
    "next_step_date": "Nächster Schritt bis",
    "clarification": "Klärungsbedarf",
    "lead": "Federführung",
    "superseded_by": "Ersetzt durch",
    "main": "Hauptzeile",
    "hat": "Hut",
    "target_groups": "Zielgruppe",
    "locations": "Ort",
    "units": "Zuständigkeit",
    "listings": "Katalogzeile",
    "label": "Handlungsfeld im Wortlaut",
    "action_field": "Handlungsfeld",
    "concept": "Konzept",
    "page": "Seite",
    "remark": "Bemerkung",
    "extra": "Weitere Spalte",
    "lost": "Abweichende Angabe",
}
