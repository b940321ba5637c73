"""The list's news and reminders."""
