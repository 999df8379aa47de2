"""Reminding people by e-mail of what they owe: what that is, who is told, what a letter says, its sending.

What is owed comes from both floors; this one may know both, so all sources stand here side by side.
"""
