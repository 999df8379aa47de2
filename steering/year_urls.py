"""Addresses of what happens with agreements in force; part of `steering.urls`."""

from django.urls import path

from steering.views import goal_year, indicator

_TALK = "zielgespraeche/<int:pk>/"
_GOAL = f"{_TALK}ziele/<int:goal>/"

year_urls = [
    path("indikatoren/", indicator.IndicatorList.as_view(), name="indicator-list"),
    path("indikatoren.csv", indicator.IndicatorCsv.as_view(), name="indicator-csv"),
    path("indikatoren/<int:pk>/", indicator.IndicatorDetail.as_view(), name="indicator-detail"),
    path("indikatoren/<int:pk>/werte/", indicator.ValueCreate.as_view(), name="value-create"),
    path("indikatoren/werte/<int:pk>/nachweis/", indicator.ValueEvidence.as_view(), name="value-evidence"),
    path(
        "indikatoren/werte/<int:pk>/zurueckziehen/",
        indicator.ValueWithdraw.as_view(),
        name="value-withdraw",
    ),
    path("zielgespraeche/schritte/", goal_year.StepList.as_view(), name="goal-step-list"),
    path("zielgespraeche/schritte/<int:pk>/", goal_year.StepSettle.as_view(), name="goal-step-settle"),
    path(f"{_TALK}zwischenstand/", goal_year.TalkCheck.as_view(), name="talk-check"),
    path(f"{_TALK}auswertung/", goal_year.TalkEvaluation.as_view(), name="talk-evaluation"),
    path(
        f"{_TALK}auswertung/oeffnen/",
        goal_year.EvaluationReopen.as_view(),
        name="evaluation-reopen",
    ),
    path(f"{_GOAL}auswertung/", goal_year.GoalEvaluation.as_view(), name="goal-evaluation"),
    path(f"{_GOAL}uebernehmen/", goal_year.GoalCarry.as_view(), name="goal-carry"),
]
