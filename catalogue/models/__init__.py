"""The catalogue's nouns, one per file."""

from catalogue.models.action_field import ActionField, ActionFieldAlias
from catalogue.models.answer import Answer
from catalogue.models.clarification import Clarification
from catalogue.models.concept import Concept
from catalogue.models.confirmation import Confirmation
from catalogue.models.contact import Contact
from catalogue.models.extract import Extract, ExtractEvent, ExtractMeasure
from catalogue.models.extract_round import ExtractRound
from catalogue.models.follow_up import AnyFollowUp, FollowUp
from catalogue.models.gap import Gap
from catalogue.models.goal import Goal
from catalogue.models.import_draft import DraftFinding, DraftMeasure, ImportDraft
from catalogue.models.listing import Listing
from catalogue.models.location import Location
from catalogue.models.mailing import Mailing
from catalogue.models.mark import LocationMark, TargetGroupMark
from catalogue.models.measure import Measure
from catalogue.models.need_change import NeedChange
from catalogue.models.reading_decision import ReadingDecision
from catalogue.models.responsibility import Responsibility
from catalogue.models.revision_note import RevisionNote
from catalogue.models.saved_view import SavedView
from catalogue.models.suggestion import Suggestion
from catalogue.models.system_token import SystemToken
from catalogue.models.target_group import TargetGroup
from catalogue.models.unit import Unit, UnitAlias, UnitMembership, UnitName
from catalogue.models.unit_return import UnitReturn
from catalogue.models.version import MeasureVersion, VersionRecord

__all__ = [
    "ActionField",
    "ActionFieldAlias",
    "Answer",
    "AnyFollowUp",
    "Clarification",
    "Concept",
    "Confirmation",
    "Contact",
    "DraftFinding",
    "DraftMeasure",
    "Extract",
    "ExtractEvent",
    "ExtractMeasure",
    "ExtractRound",
    "FollowUp",
    "Gap",
    "Goal",
    "ImportDraft",
    "Listing",
    "Location",
    "LocationMark",
    "Mailing",
    "Measure",
    "MeasureVersion",
    "NeedChange",
    "ReadingDecision",
    "Responsibility",
    "RevisionNote",
    "SavedView",
    "Suggestion",
    "SystemToken",
    "TargetGroup",
    "TargetGroupMark",
    "Unit",
    "UnitAlias",
    "UnitMembership",
    "UnitName",
    "UnitReturn",
    "VersionRecord",
]
