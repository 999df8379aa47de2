"""Who may do what: the whole rights system on one screen (design.md §3).

A *hat* is a bundle of Django permissions. One person may wear several; backends hand them out from
facts (office role, unit membership, seat) and Django joins their answers.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import models


class Hat(models.TextChoices):
    """What a person may be here, in the order in which it is shown."""

    ADMINISTRATION = "administration", "Administration"
    COORDINATION = "koordination", "Koordination"
    DEPARTMENT = "fachbereich", "Fachbereich"
    STEERING_GROUP = "steuerungsgruppe", "Steuerungsgruppe"


def hats(name: str, said: list[str]) -> list[str]:
    """Return what the environment variable `name` lists. Raises ImproperlyConfigured if one is no hat."""
    if wrong := set(said) - set(Hat.values):
        raise ImproperlyConfigured(f"{name} nennt „{min(wrong)}“. Möglich sind {', '.join(Hat.values)}.")
    return said


class Role(models.TextChoices):
    """An office role, stated on the user: a hat that follows from no other fact."""

    ADMINISTRATION = Hat.ADMINISTRATION.value, Hat.ADMINISTRATION.label
    COORDINATION = Hat.COORDINATION.value, Hat.COORDINATION.label


_READ_ALL = {
    "catalogue.view_measure",
    "catalogue.view_all_measures",
    "catalogue.export_catalogue",
    "catalogue.view_extract",
}

ADMINISTRATION = _READ_ALL | {
    "accounts.view_user",
    "accounts.add_user",
    "accounts.change_user",
    "barriers.change_barrierreport",
    "downloads.view_download",
    "catalogue.view_unit",
    "catalogue.change_unit",
    "catalogue.add_unit",
    "catalogue.change_reference",
    "catalogue.import_catalogue",
    "catalogue.change_systemtoken",
    "steering.view_meeting",
    "steering.view_assignment",
    "steering.view_goaltalk",
    "steering.view_annualreport",
    "steering.view_reminderletter",
    "steering.view_departure",
}
COORDINATION = _READ_ALL | {
    "catalogue.add_measure",
    "catalogue.change_measure",
    "catalogue.add_needchange",
    "catalogue.add_followup",
    "catalogue.add_confirmation",
    "catalogue.view_unit",
    "catalogue.change_unit",
    "catalogue.add_unit",
    "catalogue.change_reference",
    "catalogue.import_catalogue",
    "catalogue.view_person_names",
    "catalogue.add_extract",
    "catalogue.add_unitreturn",
    "catalogue.decide_suggestion",
    "steering.view_meeting",
    "steering.change_meeting",
    "steering.add_agendaitem",
    "steering.add_review",
    "steering.view_assignment",
    "steering.answer_assignment",
    "steering.view_goaltalk",
    "steering.change_goaltalk",
    "steering.change_annualgoal",
    "steering.view_annualreport",
    "steering.change_annualreport",
    "steering.change_reportsection",
    "steering.view_reminderletter",
    "steering.view_departure",
}
DEPARTMENT = {
    "steering.add_review",
    "steering.view_assignment",
    "steering.answer_assignment",
    "steering.view_goaltalk",
    "steering.change_annualgoal",
    "steering.view_annualreport",
    "steering.change_reportsection",
    "catalogue.view_measure",
    "catalogue.export_catalogue",
    "catalogue.view_extract",
    "catalogue.add_unitreturn",
    "catalogue.add_followup",
    "catalogue.add_confirmation",
}
STEERING_GROUP = _READ_ALL | {
    "steering.view_meeting",
    "steering.add_agendaitem",
    "steering.view_assignment",
    "steering.view_goaltalk",
    "steering.view_annualreport",
}

PERMISSIONS: dict[str, set[str]] = {
    Hat.ADMINISTRATION: ADMINISTRATION,
    Hat.COORDINATION: COORDINATION,
    Hat.DEPARTMENT: DEPARTMENT,
    Hat.STEERING_GROUP: STEERING_GROUP,
}
