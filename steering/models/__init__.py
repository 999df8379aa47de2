"""The Steuerungsgruppe's nouns, one per file."""

from steering.models.agenda_item import AgendaItem, AgendaItemStep, StandardItem
from steering.models.annual_goal import AnnualGoal, GoalStep
from steering.models.annual_report import AnnualReport, ReportEdition, ReportSection, ReportSignature
from steering.models.assignment import Assignment, AssignmentFollowUp, AssignmentStep
from steering.models.attendance import Attendance
from steering.models.departure import Departure, Takeover
from steering.models.frozen import Frozen
from steering.models.goal_talk import AgreementConfirmation, AgreementEdition, GoalTalk, Side, TalkPoint
from steering.models.guest import MeetingGuest
from steering.models.indicator import Indicator, IndicatorValue
from steering.models.letter import MeetingLetter
from steering.models.meeting import Meeting, MeetingDocument
from steering.models.minutes import Minutes, MinutesComment, MinutesDraft, MinutesHandover
from steering.models.reminder import ReminderChoice, ReminderLetter, ReminderSent
from steering.models.resolution import Resolution, ResolutionEffect
from steering.models.review import ResourceRequest, Review
from steering.models.seat import Seat

__all__ = [
    "AgendaItem",
    "AgendaItemStep",
    "AgreementConfirmation",
    "AgreementEdition",
    "AnnualGoal",
    "AnnualReport",
    "Assignment",
    "AssignmentFollowUp",
    "AssignmentStep",
    "Attendance",
    "Departure",
    "Frozen",
    "GoalStep",
    "GoalTalk",
    "Indicator",
    "IndicatorValue",
    "Meeting",
    "MeetingDocument",
    "MeetingGuest",
    "MeetingLetter",
    "Minutes",
    "MinutesComment",
    "MinutesDraft",
    "MinutesHandover",
    "ReminderChoice",
    "ReminderLetter",
    "ReminderSent",
    "ReportEdition",
    "ReportSection",
    "ReportSignature",
    "Resolution",
    "ResolutionEffect",
    "ResourceRequest",
    "Review",
    "Seat",
    "Side",
    "StandardItem",
    "Takeover",
    "TalkPoint",
]
