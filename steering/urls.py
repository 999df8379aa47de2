from django.urls import path

from steering.departure_urls import departure_urls
from steering.minutes_urls import minutes_urls
from steering.reminder_urls import reminder_urls
from steering.report_urls import report_urls
from steering.talk_urls import talk_urls
from steering.views import (
    agenda_item,
    dossier,
    guest,
    invitation,
    letter,
    meeting,
    review,
    seat,
    standard_item,
    year_plan,
)
from steering.year_urls import year_urls

app_name = "steering"
urlpatterns = [
    path("steuerungsgruppe/", seat.SeatList.as_view(), name="seat-list"),
    path("steuerungsgruppe/neu/", seat.SeatCreate.as_view(), name="seat-create"),
    path("steuerungsgruppe/<int:pk>/", seat.SeatUpdate.as_view(), name="seat-update"),
    path("steuerungsgruppe/<int:pk>/wechsel/", seat.SeatSucceed.as_view(), name="seat-succeed"),
    path("steuerungsgruppe/<int:pk>/ende/", seat.SeatEnd.as_view(), name="seat-end"),
    path("sitzungen/", meeting.MeetingList.as_view(), name="meeting-list"),
    path("sitzungen/neu/", meeting.MeetingCreate.as_view(), name="meeting-create"),
    path("sitzungen/<int:pk>/", meeting.MeetingDetail.as_view(), name="meeting-detail"),
    path("sitzungen/<int:pk>/bearbeiten/", meeting.MeetingUpdate.as_view(), name="meeting-update"),
    path("sitzungen/<int:pk>/absagen/", meeting.MeetingCancel.as_view(), name="meeting-cancel"),
    path("sitzungen/<int:pk>/einladen/", invitation.MeetingInvite.as_view(), name="meeting-invite"),
    path("sitzungen/<int:pk>/einladung.ics", invitation.InvitationCalendar.as_view(), name="invitation-ics"),
    path("sitzungen/<int:pk>/einladung.pdf", invitation.InvitationPdf.as_view(), name="invitation-pdf"),
    path("sitzungen/<int:pk>/gaeste/", guest.GuestCreate.as_view(), name="guest-create"),
    path(
        "sitzungen/<int:pk>/gaeste/<int:guest>/entfernen/", guest.GuestRemove.as_view(), name="guest-remove"
    ),
    path("sitzungen/<int:pk>/schreiben/<int:letter>/", letter.LetterAgain.as_view(), name="letter-again"),
    path("sitzungen/<int:pk>/unterlagen/", meeting.DocumentCreate.as_view(), name="document-create"),
    path("sitzungen/<int:pk>/unterlagen/<int:document>/", meeting.DocumentFile.as_view(), name="document"),
    path(
        "sitzungen/<int:pk>/unterlagen/<int:document>/entfernen/",
        meeting.DocumentRemove.as_view(),
        name="document-remove",
    ),
    path("sitzungen/<int:pk>/tops/neu/", agenda_item.ItemCreate.as_view(), name="item-create"),
    path("sitzungen/<int:pk>/tops/reihenfolge/", agenda_item.ItemOrder.as_view(), name="item-order"),
    path("sitzungen/<int:pk>/tops/uebernehmen/", agenda_item.ItemTake.as_view(), name="item-take"),
    path("sitzungen/<int:pk>/tops/<int:item>/", agenda_item.ItemDetail.as_view(), name="item-detail"),
    path(
        "sitzungen/<int:pk>/tops/<int:item>/bearbeiten/", agenda_item.ItemUpdate.as_view(), name="item-update"
    ),
    path("sitzungen/<int:pk>/tops/<int:item>/antwort/", agenda_item.ItemAnswer.as_view(), name="item-answer"),
    path("sitzungen/<int:pk>/tops/<int:item>/schieben/", agenda_item.ItemMove.as_view(), name="item-move"),
    path("standard-tops/", standard_item.StandardItemList.as_view(), name="standard-item-list"),
    path("standard-tops/neu/", standard_item.StandardItemCreate.as_view(), name="standard-item-create"),
    path("standard-tops/<int:pk>/", standard_item.StandardItemUpdate.as_view(), name="standard-item-update"),
    path(
        "standard-tops/<int:pk>/entfernen/",
        standard_item.StandardItemRemove.as_view(),
        name="standard-item-remove",
    ),
    path("sitzungen/<int:pk>/mappe/", dossier.DossierPage.as_view(), name="dossier"),
    path("sitzungen/<int:pk>/mappe/senden/", dossier.DossierSend.as_view(), name="dossier-send"),
    path("sitzungen/<int:pk>/mappe.pdf", dossier.DossierPdf.as_view(), name="dossier-pdf"),
    path("sitzungen/<int:pk>/mappe.xlsx", dossier.DossierWorkbook.as_view(), name="dossier-xlsx"),
    path("stellungnahmen/", review.ReviewList.as_view(), name="review-list"),
    path(
        "sitzungen/<int:pk>/stellungnahmen/<int:number>/<str:slug>/",
        review.ReviewUpdate.as_view(),
        name="review-update",
    ),
    path("jahresplan/", year_plan.YearPlanPage.as_view(), name="year-plan"),
    path("jahresplan.ics", year_plan.YearPlanCalendar.as_view(), name="year-plan-ics"),
    path("ressourcen/", review.ResourceList.as_view(), name="resource-list"),
    path("ressourcen/neu/", review.ResourceCreate.as_view(), name="resource-create"),
    path("ressourcen/<int:pk>/", review.ResourceUpdate.as_view(), name="resource-update"),
    path("ressourcen/<int:pk>/entscheidung/", review.ResourceGrant.as_view(), name="resource-grant"),
    *minutes_urls,
    *departure_urls,
    *reminder_urls,
    *talk_urls,
    *year_urls,
    *report_urls,
]
