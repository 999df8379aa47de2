"""Backups hold everything; the list of them names nobody."""

from integration.personal_data import Fields, Kind
from integration.recovery.models import Backup

KINDS: tuple[Kind, ...] = ()
FREE_TEXT: Fields = {Backup: ("failure",)}
NOBODY: Fields = {Backup: ("name",)}
