"""The last requests between a simulated platform and the bot, readable."""

import json
from collections.abc import Sequence
from urllib.parse import parse_qsl

from .wire import Delivery, Json

KEPT = 6


def last(sent: Sequence[Delivery]) -> Json:
    """The newest requests first, with what the bot answered."""
    return {"requests": [readable(delivery) for delivery in sent[: -KEPT - 1 : -1]]}


def readable(delivery: Delivery) -> Json:
    return {
        "kind": delivery.kind,
        "url": delivery.url,
        "headers": {k: hidden(k, v) for k, v in delivery.headers.items()},
        "body": parsed(delivery.body),
        "status": delivery.status or delivery.failed,
        "answer": parsed(delivery.answer),
        "took_ms": round(delivery.took_s * 1000),
    }


def hidden(name: str, value: str) -> str:
    return value[:16] + "…" if name.lower() == "authorization" else value


def parsed(body: bytes) -> object:
    """JSON as it is, a form as its fields (the JSON in `payload` too), anything else as text."""
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        pass
    form = dict(parse_qsl(text))
    if "payload" in form:
        return {"payload": json.loads(form["payload"])}
    return form or text
