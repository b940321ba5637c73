"""Districts, people and lists from files: each problem is told, and all goes in or nothing."""
