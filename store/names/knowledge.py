"""What letters can't tell: well-known former names, brands, subsidiaries, and bodies apart."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from . import codes, data
from .model import Kind, Listed
from .normalise import read

_KINDS: tuple[Kind, ...] = ("known", "former", "brand", "subsidiary")


class Fact(NamedTuple):
    kind: Kind
    name: str


class Known(NamedTuple):
    """A company: the names and domains it is recognised by on a list, and what is known of it."""

    heads: tuple[str, ...]
    facts: tuple[Fact, ...]


def companies(text: str) -> Iterator[Known]:
    for block in text.split("\n\n"):
        head, *lines = block.strip().splitlines() or [""]
        heads = tuple(one.strip() for one in head.split(" = "))
        facts = [Fact("known", one) for one in heads if not codes.domain(one)]
        for line in lines:
            word, _, names = line.partition(": ")
            kind = next(one for one in _KINDS if one == word)
            facts += [Fact(kind, name.strip()) for name in names.split(";")]
        yield Known(heads, tuple(facts))


def shipped() -> str:
    return "\n".join(data.lines("knowledge.txt", blanks=True))


@cache
def _facts() -> dict[str, tuple[Fact, ...]]:
    """By the names (as keys) and domains a company is recognised by on a list."""
    out: dict[str, tuple[Fact, ...]] = {}
    for known in companies(shipped()):
        for head in known.heads:
            out[head if codes.domain(head) else read(head).key] = known.facts
    return out


def of(account: Listed, key: str) -> Iterator[Fact]:
    """What is known of an account, recognised by its name or else by a domain."""
    known = _facts()
    facts = known.get(key)
    if facts is None and account.domains:
        facts = next((known[host] for host in account.domains if host in known), ())
    yield from (fact for fact in facts or () if read(fact.name).key != key)


@cache
def others() -> frozenset[str]:
    """Keys of well-known organisations that share words with companies but are none of them."""
    return frozenset(read(name).key for name in data.lines("others.txt"))


def reason(kind: Kind, name: str, owner: str) -> str:
    match kind:
        case "former":
            return f"formerly “{name}”"
        case "brand":
            return f"“{name}” is a brand of {owner}"
        case "subsidiary":
            return f"“{name}” belongs to {owner}"
        case "known":
            return f"also known as “{name}”"
        case "alias":
            return f"its alias “{name}”"
        case "domain":
            return f"the name in its domain {name}"
        case "own":
            return "same name, legal form aside"
