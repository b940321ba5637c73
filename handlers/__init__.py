"""Platform-neutral use cases: what happens, and in which words."""
