"""The minutes of a meeting: written along the agenda, sent, approved, frozen, corrected."""
