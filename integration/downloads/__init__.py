"""Which files left the system: one line for each download, for the protection of what is in them."""
