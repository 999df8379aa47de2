"""Editing measures: forms, and what happens where two people changed the same."""
