"""The catalogue's nouns, one per file."""

from catalogue.models.action_field import ActionField, ActionFieldAlias
from catalogue.models.concept import Concept
from catalogue.models.contact import Contact
from catalogue.models.gap import Gap
from catalogue.models.goal import Goal
from catalogue.models.import_draft import DraftFinding, DraftMeasure, ImportDraft
from catalogue.models.listing import Listing
from catalogue.models.location import Location
from catalogue.models.mark import LocationMark, TargetGroupMark
from catalogue.models.measure import Measure
from catalogue.models.reading_decision import ReadingDecision
from catalogue.models.responsibility import Responsibility
from catalogue.models.target_group import TargetGroup
from catalogue.models.unit import Unit, UnitAlias, UnitMembership, UnitName
from catalogue.models.version import MeasureVersion, VersionRecord

__all__ = [
    "ActionField",
    "ActionFieldAlias",
    "Concept",
    "Contact",
    "DraftFinding",
    "DraftMeasure",
    "Gap",
    "Goal",
    "ImportDraft",
    "Listing",
    "Location",
    "LocationMark",
    "Measure",
    "MeasureVersion",
    "ReadingDecision",
    "Responsibility",
    "TargetGroup",
    "TargetGroupMark",
    "Unit",
    "UnitAlias",
    "UnitMembership",
    "UnitName",
    "VersionRecord",
]
