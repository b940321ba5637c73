"""A feature: its verbs, its buttons, and which of them change something."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from .context import Context
from .request import Outcome, Request

Handler = Callable[["Ask", Context], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as a handler gets it: who they are in the directory, what they may see, what for."""

    request: Request
    person: "Person"
    view: "View"
    rest: str = ""  # what follows the verb


@dataclass(frozen=True, slots=True)
class Feature:
    """`commands`: verb → handler, its docstring's first line being what `help` shows."""

    commands: Mapping[str, Handler] = field(default_factory=dict)
    actions: Mapping[str, Handler] = field(default_factory=dict)
    changes: frozenset[str] = frozenset()  # verbs and actions acknowledged only after their commit
