"""What was: change sets, one measure's history, any day, two days compared, undo."""
