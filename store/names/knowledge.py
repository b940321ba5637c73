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


@cache
def _facts() -> dict[str, tuple[Fact, ...]]:
    """By the names (as keys) and domains a company is recognised by on a list."""
    out: dict[str, tuple[Fact, ...]] = {}
    for block in "\n".join(data.lines("knowledge.txt", blanks=True)).split("\n\n"):
        head, *lines = block.strip().splitlines() or [""]
        keys = [key.strip() for key in head.split(" = ")]
        facts = [Fact("known", key) for key in keys if not codes.domain(key)]
        for line in lines:
            word, _, names = line.partition(": ")
            kind = next(one for one in _KINDS if one == word)
            facts += [Fact(kind, name.strip()) for name in names.split(";")]
        for key in keys:
            out[key if codes.domain(key) else read(key).key] = tuple(facts)
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
