"""Every feature, in the order in which a text is tried against their verbs."""

from . import (
    ask,
    check,
    exceptions,
    history,
    home,
    learn,
    outsiders,
    places,
    rest,
    scheduling,
    search,
    subscriptions,
)
from . import help as helping
from .duties import delegate, turns
from .duties import mine as duties
from .escalation import export, mine, precedents, press, relay, time, weekly
from .escalation import open as opening
from .feature import Feature
from .intake import asking as intake
from .news import broadcast, reminders
from .review import press as reviewing
from .review import time as review_time

_FEATURES: tuple[Feature, ...] = (
    ask.FEATURE,
    delegate.FEATURE,  # “escalate delegate …” is no company's name
    duties.FEATURE,
    turns.FEATURE,
    outsiders.FEATURE,
    places.FEATURE,
    opening.FEATURE,
    exceptions.FEATURE,
    press.FEATURE,
    relay.FEATURE,
    time.FEATURE,
    mine.FEATURE,
    precedents.FEATURE,
    export.FEATURE,
    weekly.FEATURE,
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
    intake.FEATURE,
    search.FEATURE,
    home.FEATURE,
    ask.PLAIN,  # fits every text, so it comes last
)
FEATURES = (helping.feature(_FEATURES), *_FEATURES)
