"""The duty to decide cases: whose it is, who stands in, and what happens when somebody leaves."""
