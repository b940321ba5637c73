"""What delivery asks of a platform, and what a platform may answer."""

from typing import Protocol

from handlers.cards import Card
from handlers.request import Request, Settled
from store.rows import Identity, Outgoing


class TryLater(Exception):
    """Not sent, or not known to be: try again, after `after_s` seconds if the platform said so."""

    def __init__(self, why: str, *, after_s: float | None = None) -> None:
        super().__init__(why)
        self.after_s = after_s


class NotYet(TryLater):
    """Surely not sent, and no fault of the message: its turn comes in `after_s` seconds. Whoever
    holds it gives it back until then; it doesn't count as a try.
    """

    def __init__(self, why: str, *, after_s: float) -> None:
        super().__init__(why)
        self.after_s: float = after_s


class Dead(Exception):
    """This destination takes nothing any more: park what is meant for it."""


class Unfit(Dead):
    """It is this message that is not taken: park it alone, its destination is alive."""


class Sender(Protocol):
    """One platform's way out. Each call has a timeout of its own and raises only the above."""

    async def send(self, message: Outgoing, card: Card, address: str) -> str:
        """Post `card` at `address`, or edit `message.edits` there, or post it anew if that is gone;
        returns the platform's id of the message. In a personal chat without threads
        `message.thread` counts for nothing.

        With `message.attempts` above 1 an earlier try may have gone out: Slack's sender looks for
        `message.id` in the conversation's metadata first and returns what it finds. Raises NotYet
        rather than wait for more than a moment.
        """
        ...

    async def remove(self, message: Outgoing, address: str) -> None:
        """Delete `message.edits` at `address`; one that is gone already is no failure."""
        ...

    async def personal(self, who: Identity) -> str:
        """The address of the one-to-one conversation, opened if need be."""
        ...

    async def private(self, request: Request, settled: Settled) -> None:
        """Show a card to the asker alone, at most once."""
        ...

    def recall(self, address: str, ago_s: float) -> None:
        """The process before this one sent something there, so long ago; told oldest first."""
        ...
