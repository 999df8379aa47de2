"""Zielgespräche: the cycle of a year with a unit, what is agreed in it, and how both partners confirm it."""
