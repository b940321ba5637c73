"""What a person can put right, in words that say what to do next.

PersonError
├── Unfinished     a form with something to correct, told at its fields
├── OldButton      pressed on a card of an older release
├── NotAllowed     their role may not do this
├── TooMany        more questions a minute than a person asks
└── NoList         no edition is in force yet

What only one feature can raise stands beside that feature.
"""

import inspect
from collections.abc import Mapping


class PersonError(Exception):
    """Something the person can put right; the text is shown to them."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or inspect.cleandoc(type(self).__doc__ or ""))


class Unfinished(PersonError):
    """Please correct what is marked: nothing you typed is lost."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """A text for each field's name, saying what to do."""
        super().__init__()
        self.errors = dict(errors)


class OldButton(PersonError):
    """This button belongs to an older message. Please ask again: the answer will be fresh."""


class NotAllowed(PersonError):
    """Your role does not allow this, so nothing was changed."""


class TooMany(PersonError):
    """That was a lot of questions in one minute. Please wait a moment and ask again."""


class NoList(PersonError):
    """No list of named accounts has been published yet. Please ask the list owner."""
