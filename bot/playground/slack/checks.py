"""Small checks of JSON shapes, each adding what is wrong in Slack's words and place.

A `Check` gets the value, its JSON pointer and the list of problems so far.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.wire import Json

Check = Callable[[Any, str, list[str]], None]


def wrong(problems: list[str], at: str, what: str) -> None:
    problems.append(f"[ERROR] {what} [json-pointer:{at}]")


def string(most: int, *, least: int = 1, pattern: str = "") -> Check:
    def check(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            wrong(problems, at, "must be a string")
        elif len(value) > most:
            wrong(problems, at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            wrong(problems, at, f"must be more than {least - 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            wrong(problems, at, "does not match the pattern")

    return check


def flag(value: Any, at: str, problems: list[str]) -> None:
    if not isinstance(value, bool):
        wrong(problems, at, "must be a boolean")


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(problems, at, "must be an integer")
        elif not least <= value <= most:
            wrong(problems, at, f"must be between {least} and {most}")

    return check


def anything(value: Any, at: str, problems: list[str]) -> None:
    """For what the simulator does not look into."""


def literal(*allowed: str) -> Check:
    def check(value: Any, at: str, problems: list[str]) -> None:
        if value not in allowed:
            wrong(problems, at, f"must be a valid enum value: {', '.join(allowed)}")

    return check


def many(check_one: Check, most: int, *, least: int = 1) -> Check:
    def check(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            wrong(problems, at, "must be an array")
            return
        if len(value) > most:
            wrong(problems, at, f"no more than {most} items allowed")
        if len(value) < least:
            wrong(problems, at, f"no fewer than {least} items allowed")
        for place, item in enumerate(value):
            check_one(item, f"{at}/{place}", problems)

    return check


def record(
    needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None, *, one_of: str = ""
) -> Check:
    """An object with these fields and no others; of the fields named in `one_of`, at least one."""
    fields = {**needed, **(allowed or {})}
    choice = one_of.split()

    def check(value: Any, at: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            wrong(problems, at, "must be an object")
            return
        for name in needed:
            if name not in value:
                wrong(problems, at, f"missing required field: {name}")
        if choice and not any(name in value for name in choice):
            wrong(problems, at, f"missing required field: {choice[0]}")
        for name, inner in value.items():
            if name in fields:
                fields[name](inner, f"{at}/{name}", problems)
            elif name != "type":
                wrong(problems, at, f"invalid additional property: {name}")

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    def check(value: Any, at: str, problems: list[str]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table:
            wrong(problems, f"{at}/type", f"unsupported type: {kind}")
        else:
            table[kind](value, at, problems)

    return check


def text(most: int, *, plain: bool = False, least: int = 1) -> Check:
    """A text object. `mrkdwn` knows no `emoji`, `plain_text` no `verbatim`."""
    words = string(most, least=least)
    kinds: dict[str, Check] = {"plain_text": record({"text": words}, {"emoji": flag})}
    if not plain:
        kinds["mrkdwn"] = record({"text": words}, {"verbatim": flag})
    return by_type(kinds)


def found(check: Check, value: Any, at: str = "") -> list[str]:
    problems: list[str] = []
    check(value, at, problems)
    return problems


def walk(value: Any) -> list[Json]:
    """Every object in there, the outermost first."""
    if isinstance(value, dict):
        return [value, *(inner for part in value.values() for inner in walk(part))]
    if isinstance(value, (list, tuple)):
        return [inner for part in value for inner in walk(part)]
    return []
