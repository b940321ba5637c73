"""What a field that is typed into asks for: the dataset that its card names, and the answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from handlers.forms import Choice

from .limits import CHOICES

Json = dict[str, Any]

RESPONSE = "application/vnd.microsoft.search.searchResponse"


def dataset(source: str, data: Mapping[str, str]) -> str:
    """The look-up's source, and what its form carries along: the query brings nothing else back."""
    return f"{source}?{urlencode(data)}" if data else source


def asked(value: Json) -> tuple[str, dict[str, str], str]:
    """Source, form's data and what was typed, of a query's value."""
    source, _, data = str(value.get("dataset") or "").partition("?")
    return source, dict(parse_qsl(data, keep_blank_values=True)), str(value.get("queryText") or "")


def found(titles: Sequence[tuple[Choice, str]]) -> Json:
    results = [{"value": choice.value, "title": title} for choice, title in titles[:CHOICES]]
    return {"statusCode": 200, "type": RESPONSE, "value": {"results": results}}
