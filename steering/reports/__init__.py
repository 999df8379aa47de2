"""Annual reports: what they compute, the texts in them, who signs, how they are published."""
