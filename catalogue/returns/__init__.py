"""What comes back for extracts: what units say, what they suggest, and what is decided about it."""
