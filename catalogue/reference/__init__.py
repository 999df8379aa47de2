"""Reference data: units, action fields, groups, places, concepts and contacts."""
