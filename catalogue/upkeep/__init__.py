"""What people state beside a measure's record, and what there is to do."""
