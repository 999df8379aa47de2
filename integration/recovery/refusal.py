from __future__ import annotations


class Refused(Exception):
    """Something stands in the way of a backup or of a restore; the German sentence says what to do."""
