"""Names in a returned file: known ones only. What a unit writes takes in no new unit and no new field."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.models import Unit
from catalogue.spreadsheet.labels import parse_label
from catalogue.spreadsheet.names import Names


@dataclass(slots=True)
class KnownNames(Names):
    """Finds what names mean; what nobody knows stays text, for a person to decide."""

    def unknown_unit(self, name: str, unit: Unit) -> str | None:
        return None

    def lead(self, text: str) -> str | None:
        return self.refs.find_unit(text)

    def action_field(self, label: str) -> str | None:
        parts = parse_label(label)
        whole = f"{parts.field} - {parts.sub_topic}" if parts.sub_topic else parts.field
        for spelling in (label, whole):
            if found := self.refs.find_action_field(spelling):
                return found
        top = self.refs.find_action_field(parts.field)
        return top and (self.refs.find_action_field(parts.sub_topic, below=top) or top)
