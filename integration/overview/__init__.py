"""The overview: what a person should do next and where things stand, each hat's parts once.

It knows every floor and belongs to the roof. A part that a person has no right to is empty and asks nothing.
"""
