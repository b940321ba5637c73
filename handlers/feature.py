"""A feature: its verbs, its buttons, and which of them change something."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from store.db import Sql
from store.due import Due
from store.rows import Audience, Person

from .context import Context
from .forms import Choice, Form
from .permissions import Doing
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
FormMaker = Callable[[Ask, Context], Awaitable[Form]]  # filled with what the request brings along
Thread = Callable[[Ask, Context], Awaitable[Outcome | None]]  # None: a question like any other
Suggest = Callable[[Ask, Context], Awaitable[tuple[Choice, ...]]]  # for what `rest` begins with
Work = Callable[[Sql, Due, Context], None]  # what a due row causes, inside one `Db.write`
Record = Callable[[Sql], None]  # the same, of what was found out or made before it
Prepare = Callable[[Due, Context], Awaitable[Record]]  # makes it of what it reads, writes nothing
Probe = Callable[[Due, Context], Awaitable[Record]]  # takes its time, then gives its `Record`


@dataclass(frozen=True, slots=True)
class Command:
    """A verb as people type it. `run`'s first docstring line is what `help` shows for `form`, to
    those whose role may ever do one of what it is `needed` for. One that `opens` mostly answers
    with a form to fill in.
    """

    form: str
    pattern: re.Pattern[str]  # matched at the start; its group `rest` is what follows
    run: Handler
    changes: bool = False
    opens: bool = False
    needed: tuple[Doing, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A button's press, or a message's shortcut. One that changes something is acknowledged only
    after its commit. With a `form`, that is shown first, and `run` gets what was filled in.
    """

    run: Handler
    changes: bool = False
    form: FormMaker | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    commands: tuple[Command, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    entries: Mapping[Via, Handler] = field(default_factory=dict)  # whole ways in: Home, welcome
    threads: Mapping[str, Thread] = field(default_factory=dict)  # by what a topic begins with
    lookups: Mapping[str, Suggest] = field(default_factory=dict)  # by a `Lookup`'s source
    due: Mapping[str, Work] = field(default_factory=dict)  # by a due row's kind
    files: Thread | None = None  # a message with files in it
    prepared: Mapping[str, Prepare] = field(default_factory=dict)  # those with much to read first
    probes: Mapping[str, Probe] = field(default_factory=dict)  # those that first wait for something
    start: Callable[[Sql, Context], None] | None = None  # at each start: plans what must be due


def verb(
    form: str,
    pattern: str,
    run: Handler,
    *needed: Doing,
    changes: bool = False,
    opens: bool = False,
) -> Command:
    """A command whose pattern ignores case and the spaces around it."""
    found = re.compile(rf"\s*(?:{pattern})\s*$", re.IGNORECASE | re.DOTALL)
    return Command(form, found, run, changes, opens, needed)
