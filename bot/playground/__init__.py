"""The demo's surroundings: simulated Slack and Teams around the real bot, and a page to see them.

`slack` and `teams` are platforms, not mocks: the bot reaches them, and they reach the bot, by HTTP
alone (signed requests, bearer tokens, limits), so the tests use them as well. Nothing here imports
the edges.
"""
