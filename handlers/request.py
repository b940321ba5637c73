"""What a platform's edge hands in, and what it gets back: neutral, typed, and storable."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Protocol

from store.db import Sql
from store.rows import Identity, Platform

from .cards import Card
from .forms import Form


class Kind(StrEnum):
    """Of the place where something was said."""

    PERSONAL = "personal"  # the bot and one person
    GROUP = "group"
    CHANNEL = "channel"
    NOWHERE = "nowhere"  # App Home, message extension, command line: seen by the asker only


class Via(StrEnum):
    MESSAGE = "message"
    COMMAND = "command"
    BUTTON = "button"
    FORM = "form"  # filled in and sent: `data` has a text for every field
    SHORTCUT = "shortcut"  # an action of a message's menu: `text` is that message's
    THREAD = "thread"  # said below a message of ours, to nobody in particular
    EDITED = "edited"  # such a message has another text now
    DELETED = "deleted"
    HOME = "home"
    SEARCH = "search"  # a message extension: what is found is inserted for all to read
    INSTALL = "install"
    PLACE = "place"  # what became of a place itself: `handlers.places.What`


@dataclass(frozen=True, slots=True)
class Place:
    address: str = ""  # `slack:TEAM/CHANNEL` or `teams:CONVERSATION`, as in the districts file
    kind: Kind = Kind.NOWHERE
    thread: str = ""  # Slack: the root's ts; Teams: the root message's id


@dataclass(frozen=True, slots=True)
class File:
    """Posted by a person; it stays where it is, only its name and address travel. `content` is what
    its platform's `download` takes it by; '' where the bot can't have it.
    """

    name: str
    url: str
    content: str = ""
    size: int = 0  # as the platform says; 0 where it doesn't


@dataclass(frozen=True, slots=True)
class Request:
    """Of a shortcut, `text`, `link`, `author` and `files` are those of the message it was used on,
    and `message` and `place.thread` tell where that message is.
    """

    who: Identity
    via: Via
    place: Place = Place()
    text: str = ""
    action: str = ""  # of a button, a form or a shortcut
    data: Mapping[str, str] = field(default_factory=dict)  # a button's values and typed fields
    message: str = ""  # the platform's id of the message that was pressed, or written
    under: str = ""  # the topic of our message below which this was said
    link: str = ""
    author: Identity | None = None
    files: tuple[File, ...] = ()
    trigger: str = ""  # the edge's own handle for opening a form (Slack's trigger_id)
    private: bool = False  # the answer reaches the asker alone (slash command, ephemeral, invoke)
    sync: bool = False  # the edge shows the returned card itself: nothing goes to the outbox
    once: str = ""  # the delivery's own id: the same one twice has one effect
    reply_to: str = ""  # the edge's own handle for a private answer (Slack's response_url)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Request":
        data = json.loads(text)
        place, author = data.pop("place"), data.pop("author", None)
        return cls(
            **{
                **data,
                "who": _identity(data["who"]),
                "place": Place(**{**place, "kind": Kind(place["kind"])}),
                "via": Via(data["via"]),
                "author": _identity(author) if author else None,
                "files": tuple(File(**each) for each in data.get("files", ())),
            }
        )


def _identity(data: dict[str, str]) -> Identity:
    return Identity(Platform(data["platform"]), data["tenant"], data["member"])


class Show(StrEnum):
    """How an answer meets what is already on the screen."""

    NEW = "new"  # in a form's place, where one was sent
    UPDATE = "update"  # in place of the card that was pressed
    CLOSE = "close"  # a form that was sent is closed: what changed is seen elsewhere


@dataclass(frozen=True, slots=True)
class Note:
    """What the audit log keeps of a reply."""

    did: str
    about: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    card: Card
    note: Note
    show: Show = Show.NEW
    ref: str = ""  # set on an answer that `verify` can show again
    edition_id: str = ""
    asked: str = ""
    personal: bool = False  # must reach the person alone: in their own chat where asked in public
    results: tuple[Card, ...] = ()  # of a message extension's search, each to be inserted
    reload: bool = False  # it changes what is answered from now on
    form: Form | None = None  # shown where a form can be; elsewhere `card` offers a button to it
    silent: bool = False  # nothing is said; nor recorded, unless the note tells what was done
    refused: bool = False


SILENCE = Reply(Card(""), Note(""), silent=True)
Change = Callable[[Sql], Reply]  # what changes something: runs inside the one transaction
Outcome = Reply | Change


class How(StrEnum):
    """What is left for the edge to do once a request is settled."""

    RETURN = "return"  # show `card` in the response to this very request
    PRIVATE = "private"  # send `card` to the asker alone, at most once
    QUEUED = "queued"  # nothing: the outbox delivers it
    SILENT = "silent"  # nothing at all


@dataclass(frozen=True, slots=True)
class Settled:
    card: Card
    how: How
    show: Show = Show.NEW
    results: tuple[Card, ...] = ()
    reload: bool = False
    note: Note | None = None  # what the audit log kept, for scripts
    again: bool = False  # a repeated delivery, with what it was answered with the first time
    form: Form | None = None  # to be opened; of a form that was refused, as it came back
    refused: bool = False
    failed: bool = False  # by us, with nothing recorded: a form stays as it was filled in


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of a member just now."""

    who: Identity
    name: str = ""
    email: str = ""
    home: str = ""  # the workspace or tenant that the account belongs to
    own: bool = False  # that is the bot's own workspace or tenant: its e-mails can be trusted
    human: bool = True
    active: bool = True


class TooLarge(Exception):
    """The file has more bytes than were asked for."""


class NotReadable(Exception):
    """The platform doesn't give the file away, today or tomorrow."""


@dataclass(frozen=True, slots=True)
class Named:
    """What people call places, by address; with the team that they come and go with, if any.
    `present`: whether the bot can speak there.
    """

    names: Mapping[str, str]
    team: str = ""
    team_name: str = ""
    present: bool = True


class Platforms(Protocol):
    """What handlers ask of the platforms, each call a network call at worst.

    Implementations keep who is who for 10 minutes (`fresh`). None is "not known now"; only
    `download` raises.
    """

    def fresh(self, who: Identity) -> Profile | None:
        """The kept profile, without any call."""
        ...

    async def profile(self, who: Identity) -> Profile | None: ...

    async def roster(self, address: str) -> tuple[Profile, ...] | None:
        """Every member of a conversation, bots included; None if unknown or not readable."""
        ...

    async def named(self, address: str) -> Named | None:
        """What a channel is called, and all others of its team."""
        ...

    async def download(self, who: Identity, file: File, *, most: int) -> bytes | None:
        """What is in a file that `who` posted; None if it can't be had just now.

        Raises TooLarge beyond `most` bytes, and NotReadable.
        """
        ...
