"""What is kept: tables, names and sheets; knows no card and no platform."""
