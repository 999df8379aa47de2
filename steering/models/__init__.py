"""The Steuerungsgruppe's nouns, one per file."""

from steering.models.agenda_item import AgendaItem, StandardItem
from steering.models.assignment import Assignment, AssignmentStep
from steering.models.attendance import Attendance
from steering.models.meeting import Meeting, MeetingDocument, MeetingLetter
from steering.models.minutes import Frozen, Minutes, MinutesComment, MinutesDraft, MinutesHandover
from steering.models.resolution import Resolution, ResolutionEffect
from steering.models.review import ResourceRequest, Review
from steering.models.seat import Seat

__all__ = [
    "AgendaItem",
    "Assignment",
    "AssignmentStep",
    "Attendance",
    "Frozen",
    "Meeting",
    "MeetingDocument",
    "MeetingLetter",
    "Minutes",
    "MinutesComment",
    "MinutesDraft",
    "MinutesHandover",
    "Resolution",
    "ResolutionEffect",
    "ResourceRequest",
    "Review",
    "Seat",
    "StandardItem",
]
