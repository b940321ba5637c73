"""Every feature, in the order in which a text is tried against their verbs."""

from . import ask, check, history, home, learn, outsiders, rest, search
from . import help as helping
from .duties import delegate, mine, turns
from .escalation import open as opening
from .escalation import press, time
from .feature import Feature

_FEATURES: tuple[Feature, ...] = (
    ask.FEATURE,
    delegate.FEATURE,  # “escalate delegate …” is no company's name
    mine.FEATURE,
    turns.FEATURE,
    outsiders.FEATURE,
    opening.FEATURE,
    press.FEATURE,
    time.FEATURE,
    history.FEATURE,
    learn.FEATURE,
    rest.FEATURE,
    check.FEATURE,
    search.FEATURE,
    home.FEATURE,
    ask.PLAIN,  # fits every text, so it comes last
)
FEATURES = (helping.feature(_FEATURES), *_FEATURES)
