"""Who may do what: every address, by every method, with every hat. An address without a line here fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from catalogue.models import ImportDraft, MeasureVersion, Unit, UnitReturn
from catalogue.returns.return_actions import submit
from integration.accounts.models import User
from integration.accounts.roles import Hat
from integration.barriers.report_actions import report_barrier
from integration.files.models import StoredFile
from steering.minutes.resolution_actions import record_result
from steering.models import Departure, GoalTalk, IndicatorValue, Meeting, MeetingDocument, Seat, TalkPoint
from tests.catalogue.unit_returns import draft, issue_to
from tests.city import build_city
from tests.factories import (
    make_agenda_item,
    make_assignment,
    make_assignment_follow_up,
    make_clarification,
    make_contact,
    make_departure,
    make_document,
    make_draft,
    make_extract,
    make_follow_up,
    make_goal,
    make_goal_talk,
    make_guest,
    make_indicator,
    make_letter,
    make_meeting,
    make_membership,
    make_need_change,
    make_reading_decision,
    make_report,
    make_resource_request,
    make_returned_file,
    make_revision_note,
    make_saved_view,
    make_seat,
    make_section,
    make_standard_item,
    make_token,
    make_user,
    make_value,
)

pytestmark = pytest.mark.django_db

HATS = (
    *("signed out", "no hat", "administration", "coordination", "FB 51", "FB 61", "coordination and 51.3"),
    "steering group",  # a seat and nothing else
)

# The answers to GET and POST in the order of HATS. "in" is the way to the sign-in page.
EVERYBODY = "200 200 200 200 200 200 200 200"
NOT_ALLOWED = "405 405 405 405 405 405 405 405"
NO_TOKEN = EVERYBODY.replace("200", "401")
NOWHERE = EVERYBODY.replace("200", "404")
NOT_CONFIGURED_INSIDE = NOWHERE.replace("404", "in", 1)
SIGNED_IN = "in 200 200 200 200 200 200 200"
SIGNED_IN_REFUSED = SIGNED_IN.replace("200", "422")  # of a form that is sent empty
NO_POST = "in 405 405 405 405 405 405 405"
ADMINISTRATION = "in 403 200 403 403 403 403 403"
ADMINISTRATION_REFUSED = ADMINISTRATION.replace("200", "422")
ADMINISTRATION_GOES_ON = "in 403 302 403 403 403 403 403"
READERS = "in 403 200 200 200 200 200 200"
READERS_REFUSED = READERS.replace("200", "422")
READERS_NO_POST = "in 403 405 405 405 405 405 405"
COORDINATION = "in 403 403 200 403 403 200 403"
COORDINATION_REFUSED = COORDINATION.replace("200", "422")
COORDINATION_GOES_ON = "in 403 403 302 403 403 302 403"
COORDINATION_NO_POST = "in 403 403 405 403 403 405 403"
OFFICE = "in 403 200 200 403 403 200 403"  # Administration and Koordination
OFFICE_REFUSED = OFFICE.replace("200", "422")
OFFICE_GOES_ON = "in 403 302 302 403 403 302 403"
OFFICE_NO_POST = "in 403 405 405 403 403 405 403"
GROUP = "in 403 200 200 403 403 200 200"  # who reads what the Steuerungsgruppe has before it
GROUP_NO_POST = GROUP.replace("200", "405")
GROUP_GOES_ON = GROUP.replace("200", "302")
TASKS = "in 403 200 200 200 200 200 200"  # whoever may read Aufträge
TASK = "in 403 200 200 200 404 200 200"  # one of 51.3
TASK_STEPS = "in 403 403 302 302 404 302 403"
TALK = TASK  # a Zielgespräch with 51.3
TALK_NO_POST = "in 403 405 405 405 405 405 405"
PARTNERS = "in 403 403 200 200 404 200 403"  # both partners of the talk with 51.3
PARTNERS_REFUSED = PARTNERS.replace("200", "422")
PARTNERS_GO_ON = PARTNERS.replace("200", "302")
GOING_ON = TASK.replace("200", "302")
YEAR = "in 403 403 200 200 404 200 403"  # what partners write in their agreement of 51.3

EXPECTED = {
    "accessibility": (EVERYBODY, "200 422 422 422 422 422 422 422"),
    "barriers:report-detail": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "barriers:report-list": (ADMINISTRATION, ADMINISTRATION.replace("200", "405")),
    "accounts:account": (SIGNED_IN, NO_POST),
    "accounts:directory-callback": (NOWHERE, NOWHERE),
    "accounts:directory-connect": (NOT_CONFIGURED_INSIDE, NOT_CONFIGURED_INSIDE),
    "accounts:directory-sign-in": (NOWHERE, NOWHERE),
    "accounts:invitation": (EVERYBODY, EVERYBODY),
    "accounts:late-forms": (SIGNED_IN.replace("200", "302"), SIGNED_IN.replace("200", "302")),
    "accounts:password-change": (SIGNED_IN, SIGNED_IN_REFUSED),
    "accounts:password-reset": (EVERYBODY, "200 422 422 422 422 422 422 422"),
    "accounts:password-reset-confirm": (EVERYBODY, EVERYBODY),
    "accounts:second-factor": (SIGNED_IN, SIGNED_IN_REFUSED),
    "accounts:second-factor-codes": (SIGNED_IN.replace("200", "302"), SIGNED_IN.replace("200", "302")),
    "accounts:second-factor-off": (SIGNED_IN.replace("200", "302"), SIGNED_IN.replace("200", "302")),
    "accounts:second-factor-reset": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "accounts:directory-disconnect": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "accounts:second-step": (EVERYBODY.replace("200", "302"), EVERYBODY.replace("200", "302")),
    "accounts:session-end": (SIGNED_IN.replace("200", "302"), SIGNED_IN.replace("200", "302")),
    "accounts:stay": (NO_POST, SIGNED_IN),
    "accounts:sign-in": ("200 302 302 302 302 302 302 302", "200 302 302 302 302 302 302 302"),
    "accounts:sign-out": ("302 200 200 200 200 200 200 200", "302 302 302 302 302 302 302 302"),
    "accounts:user-create": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "accounts:user-detail": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "accounts:user-invite": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "accounts:user-list": (ADMINISTRATION, "in 403 405 403 403 403 403 403"),
    "catalogue:action-field-create": (OFFICE, OFFICE_REFUSED),
    "catalogue:action-field-list": (OFFICE, OFFICE_NO_POST),
    "catalogue:action-field-merge": (OFFICE, OFFICE_REFUSED),
    "catalogue:action-field-update": (OFFICE, OFFICE_REFUSED),
    "catalogue:catalogue": (READERS, READERS_NO_POST),
    "catalogue:catalogue-csv": (READERS, READERS_NO_POST),
    "catalogue:catalogue-pdf": (READERS, READERS_NO_POST),
    "catalogue:catalogue-xlsx": (READERS, READERS_NO_POST),
    "catalogue:cell-update": ("in 403 403 405 403 403 405 403", "in 403 403 400 403 403 400 403"),
    "catalogue:change-set-detail": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:change-set-list": (READERS, READERS_NO_POST),
    "catalogue:change-set-undo": ("in 403 403 200 403 404 200 403", "in 403 403 302 403 404 302 403"),
    "catalogue:clarification-address": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:clarification-answer": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "catalogue:clarification-create": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:clarification-detail": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:clarification-list": (READERS, READERS_NO_POST),
    "catalogue:clarification-withdraw": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "catalogue:comparison": (READERS, READERS_NO_POST),
    "catalogue:comparison-xlsx": (READERS, READERS_NO_POST),
    "catalogue:confirm-all": ("in 403 403 302 302 302 302 403", "in 403 403 302 302 302 302 403"),
    "catalogue:contact-create": (OFFICE, OFFICE_REFUSED),
    "catalogue:contact-end": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:contact-update": (OFFICE, OFFICE_REFUSED),
    "catalogue:evaluation": (READERS, READERS_NO_POST),
    "catalogue:evaluation-csv": (READERS, READERS_NO_POST),
    "catalogue:evaluation-xlsx": (READERS, READERS_NO_POST),
    "catalogue:extract-detail": ("in 403 200 200 404 200 200 200", READERS_NO_POST),
    "catalogue:extract-extend": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:extract-issue": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:extract-list": (READERS, READERS_NO_POST),
    "catalogue:extract-pdf": ("in 403 200 200 404 200 200 200", READERS_NO_POST),
    "catalogue:extract-round-detail": (COORDINATION, "in 403 403 405 403 403 405 403"),
    "catalogue:extract-round-mail": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:extract-round-remind": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:extract-round-resume": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:extract-round-zip": (COORDINATION, "in 403 403 405 403 403 405 403"),
    "catalogue:extract-xlsx": ("in 403 200 200 404 200 200 200", READERS_NO_POST),
    "catalogue:follow-up-create": ("in 403 403 200 200 404 200 403", "in 403 403 422 422 404 422 403"),
    "catalogue:follow-up-list": ("in 403 403 200 200 200 200 403", "in 403 403 405 405 405 405 403"),
    "catalogue:follow-up-settle": ("in 403 403 302 302 302 302 403", "in 403 403 302 404 404 302 403"),
    "catalogue:import-apply": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:import-choose": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:import-decide": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:import-detail": (OFFICE, OFFICE_NO_POST),
    "catalogue:import-discard": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:import-list": (OFFICE, OFFICE_REFUSED),
    "catalogue:import-read": (OFFICE_GOES_ON, OFFICE_GOES_ON),
    "catalogue:measure-bulk": (COORDINATION, "in 403 403 400 403 403 400 403"),
    "catalogue:measure-confirm": ("in 403 403 302 302 404 302 403", "in 403 403 302 302 404 302 403"),
    "catalogue:measure-conflict": ("in 403 403 302 403 403 302 403", "in 403 403 400 403 403 400 403"),
    "catalogue:measure-create": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:measure-detail": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:measure-history": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:measure-list": (READERS, READERS_NO_POST),
    "catalogue:measure-pdf": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:measure-restore": ("in 403 403 200 403 403 200 403", "in 403 403 400 403 403 400 403"),
    "catalogue:measure-update": (COORDINATION, "in 403 403 400 403 403 400 403"),
    "catalogue:membership-create": (ADMINISTRATION_GOES_ON, ADMINISTRATION_REFUSED),
    "catalogue:membership-end": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "catalogue:need-change-create": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:need-change-decide": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:need-change-list": (READERS, READERS_NO_POST),
    "catalogue:need-change-update": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:picture": (READERS, READERS_NO_POST),
    "catalogue:picture-csv": (READERS, READERS_NO_POST),
    "catalogue:picture-svg": (READERS, READERS_NO_POST),
    "catalogue:reference-create": (OFFICE, OFFICE_REFUSED),
    "catalogue:reference-list": (OFFICE, OFFICE_NO_POST),
    "catalogue:reference-update": (OFFICE, OFFICE_REFUSED),
    "catalogue:remembered-forget": (OFFICE, OFFICE_REFUSED),
    "catalogue:remembered-list": (OFFICE, OFFICE_NO_POST),
    "catalogue:returned-file-assign": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:returned-file-detail": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:returned-file-discard": ("in 403 403 302 404 404 302 403", "in 403 403 302 404 404 302 403"),
    "catalogue:returned-file-list": (READERS, "in 403 403 422 422 422 422 403"),
    "catalogue:returned-file-original": ("in 403 403 200 200 404 200 403", "in 403 403 405 405 405 405 403"),
    "catalogue:returned-file-read": ("in 403 403 302 404 404 302 403", "in 403 403 302 404 404 302 403"),
    "catalogue:revision-note-create": (COORDINATION, COORDINATION_REFUSED),
    "catalogue:revision-note-list": (READERS, READERS_NO_POST),
    "catalogue:revision-note-settle": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:saved-view-create": ("in 403 302 302 302 302 302 302", READERS_REFUSED),
    "catalogue:saved-view-delete": ("in 403 404 200 404 404 404 404", "in 403 404 302 404 404 404 404"),
    "catalogue:saved-view-list": (READERS, READERS_NO_POST),
    "catalogue:saved-view-update": ("in 403 404 200 404 404 404 404", "in 403 404 422 404 404 404 404"),
    "catalogue:suggestion-decide": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:suggestion-list": (COORDINATION, "in 403 403 405 403 403 405 403"),
    "catalogue:suggestion-preview": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "catalogue:unit-create": (OFFICE, OFFICE_REFUSED),
    "catalogue:unit-detail": (OFFICE, OFFICE_NO_POST),
    "catalogue:unit-dissolve": (OFFICE, OFFICE_REFUSED),
    "catalogue:unit-list": (OFFICE, OFFICE_NO_POST),
    "catalogue:unit-return-detail": ("in 403 200 200 200 404 200 200", READERS_NO_POST),
    "catalogue:unit-return-discard": ("in 403 403 302 302 404 302 403", "in 403 403 302 302 404 302 403"),
    "catalogue:unit-return-discard-unit": (
        "in 403 403 302 404 302 302 403",
        "in 403 403 302 404 302 302 403",
    ),
    "catalogue:unit-return-form": ("in 403 403 200 200 404 200 403", "in 403 403 422 422 404 422 403"),
    "catalogue:unit-return-form-unit": ("in 403 403 200 404 200 200 403", "in 403 403 422 404 422 422 403"),
    "catalogue:unit-return-list": ("in 403 403 200 200 200 200 403", "in 403 403 302 403 403 302 403"),
    "catalogue:unit-return-nil": ("in 403 403 200 200 404 200 403", "in 403 403 302 302 404 302 403"),
    "catalogue:unit-return-scan": ("in 403 403 200 200 404 200 403", "in 403 403 405 405 405 405 403"),
    "catalogue:unit-return-send": ("in 403 403 200 200 404 200 403", "in 403 403 302 302 404 302 403"),
    "catalogue:unit-return-send-unit": ("in 403 403 200 404 200 200 403", "in 403 403 302 404 302 302 403"),
    "catalogue:unit-return-withdraw": ("in 403 403 302 302 404 302 403", "in 403 403 302 404 404 404 403"),
    "catalogue:unit-update": (OFFICE, OFFICE_REFUSED),
    "catalogue:worklist": (READERS, READERS_NO_POST),
    "steering:assignment-answer": (TASK_STEPS, TASK_STEPS.replace("302", "422")),
    "steering:assignment-decline": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:assignment-detail": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:assignment-extension": (TASK_STEPS, TASK_STEPS.replace("302", "422")),
    "steering:assignment-grant": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:assignment-list": (TASKS, TASKS.replace("200", "405")),
    "steering:assignment-reopen": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:citation": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:indicator-csv": (TASKS, TASKS.replace("200", "405")),
    "steering:indicator-detail": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:indicator-list": (TASKS, TASKS.replace("200", "405")),
    "steering:evaluation-reopen": (GOING_ON, YEAR.replace("200", "422")),
    "steering:goal-carry": (GOING_ON, YEAR.replace("200", "302")),
    "steering:goal-evaluation": (TASK, YEAR.replace("200", "422")),
    "steering:goal-step-list": (TASKS, TASKS.replace("200", "405")),
    "steering:goal-step-settle": (GOING_ON, YEAR.replace("200", "302")),
    "steering:talk-check": (TASK, YEAR.replace("200", "422")),
    "steering:talk-evaluation": (TASK, YEAR.replace("200", "302")),
    "steering:value-create": (TASK_STEPS, TASK_STEPS.replace("302", "422")),
    "steering:value-evidence": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:value-withdraw": (TASK_STEPS.replace("302", "200"), TASK_STEPS.replace("302", "422")),
    "steering:follow-up-create": (TASK_STEPS, TASK_STEPS.replace("302", "422")),
    "steering:follow-up-settle": ("in 403 403 302 302 302 302 403", "in 403 403 302 404 404 302 403"),
    "steering:minutes": (GROUP, GROUP_NO_POST),
    "steering:minutes-approve": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:minutes-attendance": (COORDINATION, COORDINATION_REFUSED),
    "steering:minutes-comment": ("in 403 403 302 403 403 302 302", "in 403 403 422 403 403 422 422"),
    "steering:minutes-correct": (COORDINATION, COORDINATION_REFUSED),
    "steering:minutes-docx": (GROUP, GROUP_NO_POST),
    "steering:minutes-edition": (GROUP.replace("200", "404"), GROUP_NO_POST),
    "steering:minutes-extract-handover": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:minutes-extract-list": (COORDINATION, COORDINATION_NO_POST),
    "steering:minutes-extract-pdf": ("in 403 200 200 404 200 200 200", TASKS.replace("200", "405")),
    "steering:minutes-item": (COORDINATION, COORDINATION_REFUSED),
    "steering:minutes-pdf": (GROUP, GROUP_NO_POST),
    "steering:minutes-send": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:minutes-status": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:report-circulate": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:report-correct": (COORDINATION, COORDINATION_REFUSED),
    "steering:report-create": (COORDINATION, COORDINATION_REFUSED),
    "steering:report-detail": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:report-docx": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:report-edition": (TASK.replace("200", "404"), TASKS.replace("200", "405")),
    "steering:report-key-date": (COORDINATION, COORDINATION_REFUSED),
    "steering:report-list": (TASKS, TASKS.replace("200", "405")),
    "steering:report-paper": (COORDINATION, COORDINATION_GOES_ON),
    "steering:report-pdf": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:report-publish": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:report-section-ask": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:report-section-remove": (COORDINATION_GOES_ON, "in 403 403 302 403 403 404 403"),
    "steering:report-section-update": (TASK_STEPS.replace("302", "200"), TASK_STEPS),
    "steering:report-sign": (TASK_STEPS, TASK_STEPS),
    "steering:report-sign-finally": (TASK_STEPS, "in 403 403 422 404 404 422 403"),
    "steering:report-submit": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:report-take-back": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:report-xlsx": (TASK, TASK.replace("200", "405").replace("404", "405")),
    "steering:resolution-list": (TASKS, TASKS.replace("200", "405")),
    "steering:result-create": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:result-delete": (
        COORDINATION_GOES_ON,
        COORDINATION_GOES_ON.replace("302 403 403 302", "302 403 403 404"),
    ),
    "steering:result-update": (COORDINATION, COORDINATION_GOES_ON),
    "steering:task-create": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:task-delete": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:task-update": (COORDINATION, COORDINATION_REFUSED),
    "steering:dossier": (GROUP, GROUP_NO_POST),
    "steering:dossier-send": (COORDINATION, COORDINATION_REFUSED),
    "steering:dossier-pdf": (GROUP, GROUP_NO_POST),
    "steering:dossier-xlsx": (GROUP, GROUP_NO_POST),
    "steering:goal-talk-cancel": (COORDINATION, COORDINATION_REFUSED),
    "steering:goal-talk-create": (COORDINATION, COORDINATION_REFUSED),
    "steering:goal-talk-detail": (TALK, TALK_NO_POST),
    "steering:goal-talk-hold": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:goal-talk-ics": (TALK, TALK_NO_POST),
    "steering:goal-talk-list": (READERS, READERS_NO_POST),
    "steering:agreement-amend": (PARTNERS_GO_ON, PARTNERS_REFUSED),
    "steering:agreement-amend-drop": (PARTNERS_GO_ON, PARTNERS_GO_ON),
    "steering:agreement-confirm": (PARTNERS_GO_ON, PARTNERS_REFUSED),
    "steering:agreement-docx": (TALK, TALK_NO_POST),
    "steering:agreement-edition": (TALK.replace("200", "404"), TALK_NO_POST),
    "steering:agreement-enter": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:agreement-pdf": (TALK, TALK_NO_POST),
    "steering:annual-goal-create": (PARTNERS, PARTNERS_REFUSED),
    "steering:annual-goal-propose": (PARTNERS_GO_ON, PARTNERS_GO_ON),
    "steering:annual-goal-remove": (
        PARTNERS_GO_ON,
        PARTNERS_GO_ON.replace("302 302 404 302", "302 404 404 404"),
    ),
    "steering:annual-goal-update": (PARTNERS, PARTNERS_REFUSED),
    "steering:annual-goal-waive": (PARTNERS_GO_ON, PARTNERS_REFUSED),
    "steering:goal-talk-minutes": (PARTNERS, PARTNERS_GO_ON),
    "steering:goal-talk-preparation": (TALK, TALK_NO_POST),
    "steering:goal-talk-prepare": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:goal-talk-update": (COORDINATION, COORDINATION_REFUSED),
    "steering:talk-point-create": (PARTNERS_GO_ON, PARTNERS_REFUSED),
    "steering:talk-point-remove": (
        PARTNERS_GO_ON,
        PARTNERS_GO_ON.replace("302 302 404 302", "302 404 404 404"),
    ),
    "steering:departure-create": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "steering:departure-detail": (OFFICE, OFFICE_NO_POST),
    "steering:departure-keep-account": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "steering:departure-list": (OFFICE, OFFICE_NO_POST),
    "steering:departure-send": (ADMINISTRATION_GOES_ON, ADMINISTRATION_GOES_ON),
    "steering:takeover-detail": (  # one of FB 51's
        "in 404 404 404 200 404 404 404",
        "in 404 404 404 302 404 404 404",
    ),
    "steering:reminder-choice": (SIGNED_IN, SIGNED_IN_REFUSED),
    "steering:reminder-list": (OFFICE, OFFICE_NO_POST),
    "steering:resource-create": ("in 403 403 200 200 200 200 403", "in 403 403 422 422 422 422 403"),
    "steering:resource-grant": (COORDINATION, COORDINATION_REFUSED),
    "steering:resource-list": (READERS, READERS_NO_POST),
    "steering:resource-update": ("in 403 403 200 404 404 200 403", "in 403 403 422 404 404 422 403"),
    "steering:review-list": ("in 403 403 200 200 200 200 403", "in 403 403 405 405 405 405 403"),
    "steering:review-update": ("in 403 403 200 200 404 200 403", "in 403 403 422 422 404 422 403"),
    "steering:year-plan": (READERS, READERS_NO_POST),
    "steering:year-plan-ics": (READERS, READERS_NO_POST),
    "steering:document": ("in 403 200 200 200 404 200 200", READERS_NO_POST),  # of a TOP on measure 28
    "steering:document-create": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:document-remove": (COORDINATION_GOES_ON, "in 403 403 302 403 403 404 403"),
    "steering:guest-create": (COORDINATION_GOES_ON, COORDINATION_REFUSED),
    "steering:guest-remove": (COORDINATION_GOES_ON, "in 403 403 302 403 403 404 403"),
    "steering:letter-again": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:invitation-ics": (GROUP, GROUP_NO_POST),
    "steering:invitation-pdf": (GROUP, GROUP_NO_POST),
    "steering:item-answer": (COORDINATION, COORDINATION_REFUSED),
    "steering:item-create": ("in 403 403 200 403 403 200 200", "in 403 403 422 403 403 422 422"),
    "steering:item-detail": (GROUP, GROUP_NO_POST),
    "steering:item-move": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:item-order": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:item-take": (COORDINATION_GOES_ON, COORDINATION_GOES_ON),
    "steering:item-update": (COORDINATION, COORDINATION_REFUSED),
    "steering:meeting-cancel": (COORDINATION, COORDINATION_REFUSED),
    "steering:meeting-create": (COORDINATION, COORDINATION_REFUSED),
    "steering:meeting-detail": (GROUP, GROUP_NO_POST),
    "steering:meeting-invite": (COORDINATION, COORDINATION_REFUSED),
    "steering:meeting-list": (GROUP, GROUP_NO_POST),
    "steering:meeting-update": (COORDINATION, COORDINATION_REFUSED),
    "steering:standard-item-create": (COORDINATION, COORDINATION_REFUSED),
    "steering:standard-item-list": (COORDINATION, COORDINATION_NO_POST),
    "steering:standard-item-remove": (COORDINATION_GOES_ON, "in 403 403 302 403 403 404 403"),
    "steering:standard-item-update": (COORDINATION, COORDINATION_REFUSED),
    "steering:seat-create": (COORDINATION, COORDINATION_REFUSED),
    "steering:seat-end": (COORDINATION, COORDINATION_REFUSED),
    "steering:seat-list": (GROUP, GROUP_NO_POST),
    "steering:seat-succeed": (COORDINATION, COORDINATION_REFUSED),
    "steering:seat-update": (COORDINATION, COORDINATION_REFUSED),
    "downloads:download-list": (ADMINISTRATION, ADMINISTRATION.replace("200", "405")),
    "downloads:system-read-list": (ADMINISTRATION, ADMINISTRATION.replace("200", "405")),
    "catalogue:system-token-create": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "catalogue:system-token-list": (ADMINISTRATION, "in 403 405 403 403 403 403 403"),
    "catalogue:system-token-revoke": (ADMINISTRATION, ADMINISTRATION_GOES_ON),
    # Other systems show a token; who is signed in shows none.
    **dict.fromkeys(
        (
            *("api:evaluation", "api:extract", "api:measure-detail", "api:measure-history"),
            *("api:measure-list", "api:reference-data"),
        ),
        (NO_TOKEN, NOT_ALLOWED),
    ),
    "api:api-root": (NOWHERE, NOT_ALLOWED),
    "api:nothing-here": (NOWHERE, NOT_ALLOWED),
    "api:openapi-json": (EVERYBODY, NOT_ALLOWED),
    "health": (EVERYBODY, EVERYBODY),
    "security-contact": (EVERYBODY.replace("200", "404"), NOT_ALLOWED),  # no address is set here
    "help": (SIGNED_IN, NO_POST),
    "help-glossary": (SIGNED_IN, NO_POST),
    "help-keyboard": (SIGNED_IN, NO_POST),
    "help-topic": (SIGNED_IN, NO_POST),
    "licences": (SIGNED_IN, NO_POST),
    "overview": (SIGNED_IN, NO_POST),
    "people-without-unit": (ADMINISTRATION, "in 403 405 403 403 403 403 403"),
    "privacy": (EVERYBODY, NOT_ALLOWED),
    "privacy:anonymise": (ADMINISTRATION, ADMINISTRATION_REFUSED),
    "privacy:data-of-person": (ADMINISTRATION, ADMINISTRATION.replace("200", "405")),
    "privacy:own-data": (SIGNED_IN, NO_POST),
    "privacy:register": (OFFICE, OFFICE_NO_POST),
    "privacy:staff-sheet": (OFFICE, OFFICE_NO_POST),
}


def sent_by(number: int) -> UnitReturn:
    """Return what 51.3 sent about a measure, written down from a paper that was scanned."""
    file = StoredFile.objects.store(name="Brief.pdf", data=b"%PDF-1.7", by=None)
    return submit(draft("51.3", {number: {"goal": "Ein Ziel"}}, way="entered", file=file), by=None)


def make_shown_value() -> IndicatorValue:
    """Return a value of an agreed goal of 51.3, shown by a paper."""
    indicator = make_indicator(make_goal(make_goal_talk(Unit.objects.get(code="51.3"))))
    file = StoredFile.objects.store(name="Nachweis.pdf", data=b"%PDF-1.7", by=None)
    return make_value(indicator, evidence=file)


def departed() -> Departure:
    """Return the handover of a person of 51.3 to the person of FB 51."""
    leaver = make_user(Hat.DEPARTMENT, username="ging", unit=Unit.objects.get(code="51.3"))
    return make_departure(leaver, User.objects.get(username="fb51"))


STEPS: dict[str, Callable[[int], Any]] = {  # what stands beside a measure, made only where it is asked for
    "klaerungen/<int:pk>": make_clarification,
    "bedarfe/<int:pk>": make_need_change,
    "fortschreibung/<int:pk>": make_revision_note,
    "wiedervorlagen/<int:pk>": make_follow_up,
    "ressourcen/<int:pk>": lambda number: make_resource_request(number, Unit.objects.get(code="FB 61")),
    "sitzungen/<int:pk>/stellungnahmen": lambda number: (
        make_agenda_item(make_meeting(timezone.localdate() + dt.timedelta(days=7)), measures=[number]).meeting
    ),
    "sitzungen/<int:pk>": lambda _: make_meeting(),
    "auszuege/abfragen/<int:pk>": lambda _: make_extract(Unit.objects.get(slug="FB-61")).round,
    "auszuege/frist/<int:pk>": lambda _: make_extract(Unit.objects.get(slug="FB-61")),
    "rueckmeldung/gesendet/<int:pk>": sent_by,
    "standard-tops/<int:pk>": lambda _: make_standard_item(),
    "zielgespraeche/schritte/<int:pk>": lambda _: make_goal(
        make_goal_talk(Unit.objects.get(code="51.3")), steps=["Flyer"]
    ).steps.get(),
    "indikatoren/werte/<int:pk>": lambda _: make_shown_value(),
    "indikatoren/<int:pk>": lambda _: make_shown_value().indicator,
    "aufgaben/vorlagen/<int:pk>": lambda _: make_assignment_follow_up(
        make_assignment(Unit.objects.get(code="51.3"))
    ),
    "aufgaben/<int:pk>": lambda _: make_assignment(Unit.objects.get(code="51.3")),
    "steuerungsgruppe/<int:pk>": lambda _: Seat.objects.get(),
    "ruecklauf/<int:pk>/datei": lambda _: make_returned_file(
        unit=Unit.objects.get(slug="FB-51"), state=UnitReturn.State.SENT, sent_at=timezone.now()
    ),
    "ruecklauf/<int:pk>": lambda _: make_returned_file(unit=Unit.objects.get(slug="FB-51")),
    "uebergaben/<int:pk>": lambda _: departed(),
    "uebernahmen/<int:pk>": lambda _: departed().takeovers.get(),
    "barrieren/<int:pk>": lambda _: report_barrier(page="", problem="Kein Kontrast", email="", link=""),
    "schnittstellen/<int:pk>": lambda _: make_token().token,
    "import/gemerkt/<int:pk>": lambda _: make_reading_decision(),
}


NAMED = {  # what addresses name by words
    "hilfe/<slug:slug>": {"slug": "filter"},
    "<slug:kind>/<str:slug>": {"kind": "zielgruppen", "slug": "kinder"},
    "<slug:kind>": {"kind": "konzepte"},
    "bilder/<slug:name>": {"name": "stellen"},
}
BESIDE: dict[str, dict[str, Any]] = {  # what else an address names
    "steering:review-update": {"number": 28, "slug": "51.3"},
}


def routes() -> dict[str, str]:
    """Return every address of the site by its name."""
    found = {}

    def collect(patterns: list[URLPattern | URLResolver], namespace: str = "") -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                collect(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
            else:
                found[namespace + str(pattern.name)] = str(pattern.pattern)

    collect(get_resolver().url_patterns)
    return found


@pytest.fixture
def people() -> dict[str, User | None]:
    return make_people()


def make_people() -> dict[str, User | None]:
    """One person for each hat, one with two, one with none; the city's measures 7, 28 and 29."""
    build_city()
    units = {unit.code: unit for unit in Unit.objects.all()}
    both = make_user(Hat.COORDINATION, username="beide")
    make_membership(both, units["51.3"])
    return {
        "signed out": None,
        "no hat": make_user(""),
        "administration": make_user(Hat.ADMINISTRATION),
        "coordination": make_user(Hat.COORDINATION),
        "FB 51": make_user(Hat.DEPARTMENT, username="fb51", unit=units["FB 51"]),
        "FB 61": make_user(Hat.DEPARTMENT, username="fb61", unit=units["FB 61"]),
        "coordination and 51.3": both,
        "steering group": make_seat_holder(),
    }


def make_seat_holder() -> User:
    """Return a person whose only hat follows from the seat of FB 61."""
    member = make_user("", username="stg")
    make_seat(Unit.objects.get(code="FB 61"), person=member)
    return member


def address(route: str, people: dict[str, User | None]) -> str:
    """Return the route's address for measure 28 (of 51.3), the unit FB 61 and the person without a hat."""
    nobody = people["no hat"]
    assert nobody
    membership = Unit.objects.get(code="FB 61").memberships.get()
    contact = make_contact(Unit.objects.get(code="FB 61"))
    known: dict[str, dict[str, Any]] = {
        "<int:number>/verlauf/<int:version>": {"number": 28, "version": 1},
        "<int:number>": {"number": 28},
        "<number>": {"number": 28},
        "<slug>": {"slug": "FB-61"},
        "aenderungen/<int:pk>": {"pk": MeasureVersion.objects.get(number=28).change_set_id},
        "import/<int:pk>": {"pk": make_draft(state=ImportDraft.State.DISCARDED).pk},
        "ansichten/<int:pk>": {"pk": make_saved_view(people["coordination"]).pk},
        "<str:slug>/personen/<int:pk>": {"slug": "FB-61", "pk": membership.pk},
        "<str:slug>/ansprechpersonen/<int:pk>": {"slug": "FB-61", "pk": contact.pk},
        "handlungsfelder/<str:slug>": {"slug": "iko"},
        **NAMED,
        "<str:slug>": {"slug": "FB-61"},
        "<int:pk>": {"pk": nobody.pk},
        "<uidb64>": {"uidb64": "MQ", "token": "abc-def"},
    }
    pattern = routes()[route]
    for start, of in (("jahresberichte/<int:pk>", of_report), ("zielgespraeche/<int:pk>/", of_talk)):
        if pattern.startswith(start):
            return reverse(route, kwargs=of(pattern))
    if "/protokoll" in pattern:
        return reverse(route, kwargs=of_minutes(pattern))
    if "<int:extract>" in pattern:
        return reverse(route, kwargs={"extract": issue_to("51.3", {28: "beteiligt"}).pk})
    for part, beside in BESIDE_MEETINGS.items():
        if part in pattern:
            found = beside(make_meeting())
            return reverse(route, kwargs={"pk": found.meeting.pk, part[5:-1]: found.pk})
    for part, make in STEPS.items():
        if part in pattern:
            return reverse(route, kwargs={"pk": make(28).pk, **BESIDE.get(route, {})})
    kwargs = next((value for part, value in known.items() if part in pattern), {})
    return reverse(route, kwargs=kwargs)


def paper_of_a_top(meeting: Meeting) -> MeetingDocument:
    paper = make_document(meeting)
    make_agenda_item(meeting, measures=[28]).documents.add(paper)
    return paper


BESIDE_MEETINGS: dict[str, Callable[[Meeting], Any]] = {
    "<int:item>": make_agenda_item,
    "<int:guest>": lambda _: make_guest(make_meeting(state="geplant")),
    "<int:letter>": make_letter,
    "<int:document>": paper_of_a_top,
}


def of_minutes(pattern: str) -> dict[str, Any]:
    """Return what an address about minutes names: a TOP on measure 28 with a result and an Auftrag."""
    task = make_assignment(Unit.objects.get(code="51.3"), measures=[28])
    result = record_result(task.item, "kenntnis", measures=task.measures.all(), by=None)
    key = task.pk if "auftrag/" in pattern else result.pk
    known = {"pk": task.item.meeting_id, "top": task.item_id, "key": key, "slug": "FB-61", "edition": 1}
    return {name: value for name, value in known.items() if f":{name}>" in pattern}


def of_report(pattern: str) -> dict[str, Any]:
    """Return what an address about a Jahresbericht of 51.3 names: a draft with an empty section."""
    section = make_section(make_report(Unit.objects.get(code="51.3")))
    known = {"pk": section.report_id, "section": section.pk, "edition": 1}
    return {name: value for name, value in known.items() if f":{name}>" in pattern}


def of_talk(pattern: str) -> dict[str, Any]:
    """Return what an address about a Zielgespräch of 51.3 names, with a goal and a point of it."""
    if any(part in pattern for part in ("/zwischenstand/", "/auswertung/", "/uebernehmen/")):
        goal = make_shown_value().indicator.goal  # of an agreement in force
        return {"pk": goal.talk_id, **({"goal": goal.pk} if "<int:goal>" in pattern else {})}
    talk = make_goal_talk(Unit.objects.get(code="51.3"), state=GoalTalk.State.PREPARED)
    point = TalkPoint.objects.create(talk=talk, side="stelle", text="Räume", **TalkPoint.stamp(None))
    known = {"pk": talk.pk, "point": point.pk, "goal": make_goal(talk).pk, "edition": 1}
    return {name: value for name, value in known.items() if f":{name}>" in pattern}


def answer(method: str, path: str, person: User | None) -> str:
    client = Client()
    if person:
        client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    response = getattr(client, method)(path)
    if response.status_code == 302 and response["Location"].startswith("/anmelden/?next="):
        return "in"
    return str(response.status_code)


def test_every_address_has_its_line() -> None:
    assert set(EXPECTED) == set(routes())


@pytest.mark.parametrize("route", sorted(EXPECTED))
def test_address_answers_each_hat(people: dict[str, User | None], route: str) -> None:
    path = address(route, people)
    found = tuple(" ".join(answer(method, path, people[hat]) for hat in HATS) for method in ("get", "post"))
    assert found == EXPECTED[route]


def test_department_reads_only_its_own_measures_everywhere(people: dict[str, User | None]) -> None:
    client = Client()
    person = people["FB 61"]
    assert person
    client.force_login(person, backend="integration.accounts.backends.PasswordBackend")
    visible = set(MeasureVersion.objects.current().visible_to(person).values_list("number", flat=True))
    assert visible == {7, 29}
    for path in ("/massnahmen/", "/massnahmen/?q=Kita", "/katalog/", "/katalog.csv", "/"):
        assert "Eltern kennen die Kita" not in client.get(path).content.decode()
