"""The Steuerungsgruppe's nouns, one per file."""

from steering.models.agenda_item import AgendaItem, StandardItem
from steering.models.assignment import Assignment
from steering.models.attendance import Attendance
from steering.models.meeting import Meeting, MeetingDocument
from steering.models.minutes import Minutes, MinutesComment
from steering.models.resolution import Resolution, ResolutionEffect
from steering.models.seat import Seat

__all__ = [
    "AgendaItem",
    "Assignment",
    "Attendance",
    "Meeting",
    "MeetingDocument",
    "Minutes",
    "MinutesComment",
    "Resolution",
    "ResolutionEffect",
    "Seat",
    "StandardItem",
]
