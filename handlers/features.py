"""Every feature, in the order in which a text is tried against their verbs."""

from . import ask, check, history, home, learn, rest, scheduling, search, subscriptions
from . import help as helping
from .escalation import open as opening
from .escalation import press, relay, time
from .feature import Feature
from .news import broadcast, reminders
from .review import press as reviewing
from .review import time as review_time

_FEATURES: tuple[Feature, ...] = (
    ask.FEATURE,
    opening.FEATURE,
    press.FEATURE,
    relay.FEATURE,
    time.FEATURE,
    history.FEATURE,
    subscriptions.FEATURE,
    reviewing.FEATURE,
    review_time.FEATURE,
    scheduling.FEATURE,
    broadcast.FEATURE,
    reminders.FEATURE,
    learn.FEATURE,
    rest.FEATURE,
    check.FEATURE,
    search.FEATURE,
    home.FEATURE,
    ask.PLAIN,  # fits every text, so it comes last
)
FEATURES = (helping.feature(_FEATURES), *_FEATURES)
