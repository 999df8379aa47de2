"""Floor 2: what decides about measures (meetings, goal agreements, reports)."""
