"""Adaptive Cards 1.5 by their published schema: a reader of the few JSON Schema words it uses.

The demo runs without `jsonschema`; the tests hold this reader against it. Where the schema offers
alternatives, the `type` of the object picks one, so a problem is told at its place.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from bot.playground.wire import Json

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


@cache
def definitions() -> Json:
    text = files("bot.playground.teams").joinpath("data/adaptive-card-1.5.0.json").read_text()
    found: Json = json.loads(text)["definitions"]
    return found


def card_problems(card: object) -> list[str]:
    """What the schema forbids in this card. Set aside is what Teams reads beyond it: `msteams` at
    the root, and of a choice set the style "filtered" (the explorer's 1.5 has it, the published
    schema not) and `choices.data`.
    """
    if isinstance(card, dict):
        card = {key: known(value) for key, value in card.items() if key != "msteams"}
    return problems({"$ref": "#/definitions/AdaptiveCard"}, card, "")


def known(value: Any) -> Any:
    """What of a card the schema can judge."""
    if isinstance(value, list):
        return [known(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: known(each) for key, each in value.items()}
    if kept.get("type") == "Input.ChoiceSet":
        kept.pop("choices.data", None)
        if kept.get("style") == "filtered":
            del kept["style"]
    return kept


def problems(schema: Json, value: Any, at: str) -> list[str]:
    if "$ref" in schema:
        return problems(definitions()[schema["$ref"].rpartition("/")[2]], value, at)
    if "anyOf" in schema:
        return alternatives(schema["anyOf"], value, at)
    found: list[str] = []
    if "type" in schema and not is_kind(value, schema["type"]):
        return [f"{at or '/'}: must be {schema['type']}"]
    if "enum" in schema and str(value).casefold() not in (e.casefold() for e in schema["enum"]):
        found.append(f"{at}: must be one of {', '.join(schema['enum'])}")
    for part in schema.get("allOf", ()):
        found += problems(part, value, at)
    if isinstance(value, dict):
        found += fields(schema, value, at)
    if isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            found += problems(schema["items"], item, f"{at}/{place}")
    return found


def is_kind(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def fields(schema: Json, value: Json, at: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, inner in value.items():
        if name in known:
            found += problems(known[name], inner, f"{at}/{name}")
        elif schema.get("additionalProperties") is False:
            found.append(f"{at}: unknown property {name}")
        elif isinstance(schema.get("additionalProperties"), dict):
            found += problems(schema["additionalProperties"], inner, f"{at}/{name}")
    return found


def alternatives(choices: list[Json], value: Any, at: str) -> list[str]:
    """The `pattern` beside each `enum` only allows other cases, which `enum` does here."""
    choices = [choice for choice in choices if "pattern" not in choice]
    if isinstance(value, dict) and "type" in value:
        named = [choice for choice in choices if value["type"] in type_names(choice)]
        if named:
            return problems(named[0], value, at)
        if all(type_names(choice) for choice in choices):
            return [f"{at}: unknown type {value['type']}"]
    tried = [problems(choice, value, at) for choice in choices]
    return min(tried, key=len, default=[])


def type_names(schema: Json) -> list[str]:
    """The names that a `type` field may have here; empty when this is no typed object."""
    if "$ref" in schema:
        return type_names(definitions()[schema["$ref"].rpartition("/")[2]])
    names: list[str] = schema.get("properties", {}).get("type", {}).get("enum", [])
    for part in schema.get("allOf", []) + schema.get("anyOf", []):
        names = [*names, *type_names(part)]
    return names
