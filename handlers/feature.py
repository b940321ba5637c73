"""A feature: its verbs, its buttons, and which of them change something."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from store.rows import Audience, Person

from .context import Context
from .request import Outcome, Request, Via


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as a handler gets it: who they are in the directory, and what may be shown."""

    request: Request
    person: Person
    audience: Audience  # whose edition answers, and whose facts may be shown
    public: bool = False  # read by others than the asker and the vendor
    rest: str = ""  # what follows the verb


Handler = Callable[[Ask, Context], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Command:
    """A verb as people type it. `run`'s first docstring line is what `help` shows for `form`."""

    form: str
    pattern: re.Pattern[str]  # matched at the start; its group `rest` is what follows
    run: Handler
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button's press. One that changes something is acknowledged only after its commit."""

    run: Handler
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    commands: tuple[Command, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    entries: Mapping[Via, Handler] = field(default_factory=dict)  # whole ways in: Home, welcome


def verb(form: str, pattern: str, run: Handler, *, changes: bool = False) -> Command:
    """A command whose pattern ignores case and the spaces around it."""
    return Command(
        form, re.compile(rf"\s*(?:{pattern})\s*$", re.IGNORECASE | re.DOTALL), run, changes
    )
