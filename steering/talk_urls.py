"""Addresses of Zielgespräche and of what is agreed in them."""

from django.urls import path

from steering.views import agreement, annual_goal, goal_talk

_TALK = "zielgespraeche/<int:pk>/"
_GOAL = f"{_TALK}ziele/<int:goal>/"

talk_urls = [
    path("zielgespraeche/", goal_talk.TalkBoard.as_view(), name="goal-talk-list"),
    path("zielgespraeche/neu/", goal_talk.TalkCreate.as_view(), name="goal-talk-create"),
    path(_TALK, goal_talk.TalkDetail.as_view(), name="goal-talk-detail"),
    path(f"{_TALK}bearbeiten/", goal_talk.TalkUpdate.as_view(), name="goal-talk-update"),
    path(f"{_TALK}absagen/", goal_talk.TalkCancel.as_view(), name="goal-talk-cancel"),
    path(f"{_TALK}vorbereitet/", goal_talk.TalkPrepare.as_view(), name="goal-talk-prepare"),
    path(f"{_TALK}gefuehrt/", goal_talk.TalkHold.as_view(), name="goal-talk-hold"),
    path(f"{_TALK}termin.ics", goal_talk.TalkCalendar.as_view(), name="goal-talk-ics"),
    path(f"{_TALK}vorbereitung/", goal_talk.TalkPreparation.as_view(), name="goal-talk-preparation"),
    path(f"{_TALK}punkte/", goal_talk.PointCreate.as_view(), name="talk-point-create"),
    path(f"{_TALK}punkte/<int:point>/", goal_talk.PointRemove.as_view(), name="talk-point-remove"),
    path(f"{_TALK}protokoll/", goal_talk.TalkMinutes.as_view(), name="goal-talk-minutes"),
    path(f"{_TALK}bestaetigen/", agreement.AgreementConfirm.as_view(), name="agreement-confirm"),
    path(f"{_TALK}bestaetigen/eintragen/", agreement.AgreementEnter.as_view(), name="agreement-enter"),
    path(f"{_TALK}aenderung/", agreement.AgreementAmend.as_view(), name="agreement-amend"),
    path(f"{_TALK}aenderung/aufgeben/", agreement.AmendmentDrop.as_view(), name="agreement-amend-drop"),
    path(f"{_TALK}vereinbarung.pdf", agreement.AgreementPdf.as_view(), name="agreement-pdf"),
    path(f"{_TALK}vereinbarung.docx", agreement.AgreementDocx.as_view(), name="agreement-docx"),
    path(
        f"{_TALK}vereinbarung-<int:edition>.pdf",
        agreement.EditionPdf.as_view(),
        name="agreement-edition",
    ),
    path(f"{_TALK}ziele/neu/", annual_goal.GoalCreate.as_view(), name="annual-goal-create"),
    path(_GOAL, annual_goal.GoalUpdate.as_view(), name="annual-goal-update"),
    path(f"{_GOAL}verzicht/", annual_goal.GoalWaive.as_view(), name="annual-goal-waive"),
    path(f"{_GOAL}vorschlag/", annual_goal.GoalPropose.as_view(), name="annual-goal-propose"),
    path(f"{_GOAL}streichen/", annual_goal.GoalRemove.as_view(), name="annual-goal-remove"),
]
