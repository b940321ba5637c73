"""What the list's changes mean to people: the news of an edition, and reminders of the next."""
