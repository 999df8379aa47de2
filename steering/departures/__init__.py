"""A person leaves: what they hold, who takes it over, and the acknowledgement of those who do.

What people hold stands on all floors; this one may know them, so all kinds of it stand here side by side.
"""
