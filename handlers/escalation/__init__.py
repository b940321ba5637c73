"""Escalations and exceptions: from a collision to a decision on record."""
