"""What goes out: a unit's extract, the Abfrage it belongs to, and the log of what went to whom."""
