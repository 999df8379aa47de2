"""Addresses of minutes and of what follows from them."""

from django.urls import path

from steering.views import assignment, minutes, minutes_extract, minutes_item, minutes_result, resolution

_MINUTES = "sitzungen/<int:pk>/protokoll/"
_ITEM = f"{_MINUTES}top/<int:top>/"

minutes_urls = [
    path(_MINUTES, minutes.MinutesPage.as_view(), name="minutes"),
    path("sitzungen/<int:pk>/protokoll.pdf", minutes.MinutesPdf.as_view(), name="minutes-pdf"),
    path("sitzungen/<int:pk>/protokoll.docx", minutes.MinutesDocx.as_view(), name="minutes-docx"),
    path(f"{_MINUTES}fassung-<int:edition>.pdf", minutes.MinutesEdition.as_view(), name="minutes-edition"),
    path(f"{_MINUTES}teilnahme/", minutes.MinutesAttendance.as_view(), name="minutes-attendance"),
    path(f"{_MINUTES}versand/", minutes.MinutesSend.as_view(), name="minutes-send"),
    path(f"{_MINUTES}einwendung/", minutes.MinutesComments.as_view(), name="minutes-comment"),
    path(f"{_MINUTES}genehmigung/", minutes.MinutesApprove.as_view(), name="minutes-approve"),
    path(f"{_MINUTES}auszuege/", minutes_extract.ExtractList.as_view(), name="minutes-extract-list"),
    path(
        f"{_MINUTES}auszuege/<str:slug>.pdf", minutes_extract.ExtractPdf.as_view(), name="minutes-extract-pdf"
    ),
    path(
        f"{_MINUTES}auszuege/<str:slug>/weitergabe/",
        minutes_extract.ExtractHandOver.as_view(),
        name="minutes-extract-handover",
    ),
    path(_ITEM, minutes_item.MinutesItem.as_view(), name="minutes-item"),
    path(f"{_ITEM}ergebnis/", minutes_item.ResultCreate.as_view(), name="result-create"),
    path(f"{_ITEM}auftrag/", minutes_item.TaskCreate.as_view(), name="task-create"),
    path(f"{_ITEM}stand/", minutes_item.StatusCreate.as_view(), name="minutes-status"),
    path(f"{_ITEM}berichtigung/", minutes_item.MinutesCorrect.as_view(), name="minutes-correct"),
    path(f"{_ITEM}ergebnis/<int:key>/", minutes_result.ResultUpdate.as_view(), name="result-update"),
    path(
        f"{_ITEM}ergebnis/<int:key>/entfernen/",
        minutes_result.ResultDelete.as_view(),
        name="result-delete",
    ),
    path(f"{_ITEM}auftrag/<int:key>/", minutes_result.TaskUpdate.as_view(), name="task-update"),
    path(f"{_ITEM}auftrag/<int:key>/entfernen/", minutes_result.TaskDelete.as_view(), name="task-delete"),
    path("aufgaben/", assignment.AssignmentList.as_view(), name="assignment-list"),
    path("aufgaben/<int:pk>/", assignment.AssignmentDetail.as_view(), name="assignment-detail"),
    path("aufgaben/<int:pk>/antwort/", assignment.AssignmentAnswer.as_view(), name="assignment-answer"),
    path("aufgaben/<int:pk>/frist/", assignment.AssignmentExtension.as_view(), name="assignment-extension"),
    path("aufgaben/<int:pk>/gewaehren/", assignment.AssignmentGrant.as_view(), name="assignment-grant"),
    path("aufgaben/<int:pk>/ablehnen/", assignment.AssignmentDecline.as_view(), name="assignment-decline"),
    path("aufgaben/<int:pk>/oeffnen/", assignment.AssignmentReopen.as_view(), name="assignment-reopen"),
    path("aufgaben/<int:pk>/wiedervorlage/", assignment.FollowUpCreate.as_view(), name="follow-up-create"),
    path("aufgaben/vorlagen/<int:pk>/", assignment.FollowUpSettle.as_view(), name="follow-up-settle"),
    path("beschluesse/", resolution.ResolutionList.as_view(), name="resolution-list"),
    path("aenderungen/<int:pk>/beschluss/", resolution.Citation.as_view(), name="citation"),
]
