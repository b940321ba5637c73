"""Adaptive Cards checked against Microsoft's schema, and read for what they show."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

Json = dict[str, Any]
SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"


@cache
def validator() -> Draft6Validator:
    """The root of the schema is an anyOf whose errors say nothing: go by the card's definition."""
    schema = json.loads((SCHEMAS / "adaptive-card-1.5.0.json").read_text(encoding="utf-8"))
    kept = {name: part for name, part in schema.items() if name not in ("id", "anyOf")}
    return Draft6Validator({**kept, "$ref": "#/definitions/AdaptiveCard"})


def problems(card: Json) -> list[str]:
    """Set aside is what Teams reads beyond the schema: `msteams` at the root, look-ups."""
    plain = known({name: part for name, part in card.items() if name != "msteams"})
    return [error.message for error in validator().iter_errors(plain)]


def known(value: Any) -> Any:
    if isinstance(value, list):
        return [known(each) for each in value]
    if not isinstance(value, dict):
        return value
    beyond = {"choices.data", *({"style"} if value.get("style") == "filtered" else ())}
    return {name: known(part) for name, part in value.items() if name not in beyond}


def walk(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def of_type(card: Json, kind: str) -> list[Json]:
    return [part for part in walk(card) if part.get("type") == kind]


def text(card: Json) -> str:
    """What is read on it."""
    return "\n".join(run["text"] for run in of_type(card, "TextRun"))


def card_of(activity: Json) -> Json:
    content: Json = activity["attachments"][0]["content"]
    return content
