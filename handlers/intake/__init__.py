"""What people hand in: a file of the list, of people or districts, or many names to be answered."""
