"""Teams' limits, each with its source; what they mean for a card is decided in `shrink`."""

# One card: 28 KB is the older limit, still that of webhooks (msteams-docs). Ours is less, for the
# bytes are counted as written by us, and others may write them with spaces.
CARD_BYTES = 25 * 1024
MESSAGE_CHARS = 20_000  # plain text: 40 KB as UTF-16, half of what an agent's message may take
ACTIONS = 6  # shown in one row of actions; a seventh is dropped
RESULTS = 25  # of a message extension
CHOICES = 15  # shown below a field that is typed into (msteams-docs, dynamic typeahead search)
MEMBERS_PAGE = 500  # the largest page of the roster (msteams-docs, get-teams-context)
MEMBERS_PAGES = 20  # a conversation of more than 10,000 members is not read: it is no team's room

INVOKE_S = 4.0  # Teams waits 5 s for the answer to an invoke
REFILL_S = 0.5  # of what is left then, to make a form again that nothing could be recorded of
UPLOAD_S = 60.0
TYPING_AFTER_S = 1.0

# Sends a bot may make in one conversation: so many within so many seconds (msteams-docs, rate
# limits). Microsoft says that they may change: a 429 is obeyed whatever these say.
APP_WINDOW = ((1.0, 50),)  # requests of an app in one tenant, of whatever kind
WINDOWS = ((1.0, 7), (2.0, 8), (30.0, 60), (3_600.0, 1_800))
