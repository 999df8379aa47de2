"""Aufträge: who owes what by when, answers, and wishes for more time."""
