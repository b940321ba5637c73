"""Word lists and weights, as data; README.md names their sources and licences."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(text(name))


@cache
def table(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text(name))
    return read


@cache
def lines(name: str, *, blanks: bool = False) -> tuple[str, ...]:
    """The lines of a word list, without its comments."""
    return tuple(
        line
        for line in text(name).splitlines()
        if (blanks or line.strip()) and not line.startswith("#")
    )
