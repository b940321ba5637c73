"""What goes into the name index and what comes out of it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Status = Literal["match", "candidates", "none"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One account to be found."""

    account_id: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ticker: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An account found; `via` is the alias, domain or ticker it came by, "" for its own name."""

    account_id: str
    name: str
    score: float
    reason: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`match`: the sure one first. `candidates`: to ask, best first. `none`: the nearest."""

    status: Status
    hits: tuple[Hit, ...]
    searched: str


class Evidence(NamedTuple):
    """What one comparison says: 0..1, and why in words for people ("" when it says nothing)."""

    score: float
    reason: str = ""


Kind = Literal["own", "alias", "domain", "known", "former", "brand", "subsidiary"]


class Name(NamedTuple):
    """One name of an account, read once when the index is built."""

    account: int
    text: str
    kind: Kind
    words: tuple[str, ...]
    stems: tuple[str, ...]
    form: tuple[str, ...]
    key: str
    mass: float
