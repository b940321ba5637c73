"""What Teams makes of the answer to an invoke: a card, words, a dialog, results, an error."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.playground.wire import Delivery, Json

from .rules import (
    ADAPTIVE,
    HERO,
    THUMBNAIL,
    Malformed,
    TooBig,
    check_attachment,
    dialog_problems,
)

WORDS = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
SEARCHED = "application/vnd.microsoft.search.searchResponse"
RESULTS_SHOWN = 25
CHOICES_SHOWN = 15
TROUBLE = "Something went wrong. Please try again."
UNREACHABLE = "Unable to reach app. Please try again."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`error` is what the client shows when the answer is late, wrong or a refusal."""

    delivery: Delivery | None = None
    card: Json = field(default_factory=dict)
    text: str = ""
    dialog: Json = field(default_factory=dict)
    results: Sequence[Json] = ()
    error: str = ""

    @property
    def ok(self) -> bool:
        return not self.error


def plain(delivery: Delivery) -> Outcome:
    return Outcome(delivery=delivery, error="" if delivery.ok else UNREACHABLE)


def to_execute(delivery: Delivery) -> Outcome:
    """`{statusCode, type, value}`, and nothing else will do."""
    if not delivery.ok:
        return Outcome(delivery=delivery, error=UNREACHABLE)
    sent = delivery.json
    match sent:
        case {"statusCode": 200, "type": str(kind), "value": dict(card)} if kind == ADAPTIVE:
            if problem := unshowable({"contentType": ADAPTIVE, "content": card}):
                return Outcome(delivery=delivery, error=f"{TROUBLE} ({problem})")
            return Outcome(delivery=delivery, card=card)
        case {"statusCode": 200, "type": str(kind), "value": str(text)} if kind == WORDS:
            return Outcome(delivery=delivery, text=text)
        case {
            "statusCode": int(status),
            "type": str(kind),
            "value": {"code": str(), "message": str(message)},
        } if kind == ERROR and status >= 400:
            return Outcome(delivery=delivery, error=message)
        case _:
            return Outcome(delivery=delivery, error=TROUBLE)


def to_task(delivery: Delivery) -> Outcome:
    """A dialog's answer: another card, a closing word, or nothing, which closes it."""
    if not delivery.ok:
        return Outcome(delivery=delivery, error=UNREACHABLE)
    match delivery.json.get("task"):
        case None:
            return Outcome(delivery=delivery)
        case {"type": "message", "value": str(text)}:
            return Outcome(delivery=delivery, text=text)
        case {"type": "continue", "value": {"title": str(), "card": dict(attachment)}}:
            if problem := unshowable(attachment) or lifeless(attachment):
                return Outcome(delivery=delivery, error=f"{TROUBLE} ({problem})")
            return Outcome(delivery=delivery, dialog=dict(attachment["content"]))
        case _:
            return Outcome(delivery=delivery, error=TROUBLE)


def to_choices(delivery: Delivery) -> Outcome:
    """What a field that is typed into offers."""
    if not delivery.ok:
        return Outcome(delivery=delivery, error=UNREACHABLE)
    match delivery.json:
        case {"type": str(kind), "value": {"results": list(found)}} if kind == SEARCHED:
            if len(found) > CHOICES_SHOWN or not all(map(is_choice, found)):
                return Outcome(delivery=delivery, error=TROUBLE)
            return Outcome(delivery=delivery, results=found)
        case _:
            return Outcome(delivery=delivery, error=TROUBLE)


def is_choice(found: object) -> bool:
    match found:
        case {"value": str(value), "title": str(title)}:
            return bool(value and title)
        case _:
            return False


def to_query(delivery: Delivery) -> Outcome:
    """A search's answer. A result may be any card; its preview a thumbnail or hero card only."""
    if not delivery.ok:
        return Outcome(delivery=delivery, error=UNREACHABLE)
    match delivery.json.get("composeExtension"):
        case {"type": "message", "text": str(text)}:
            return Outcome(delivery=delivery, text=text)
        case {"type": "result", "attachmentLayout": "list" | "grid", "attachments": list(results)}:
            problems = [p for result in results if (p := result_problem(result))]
            if len(results) > RESULTS_SHOWN:
                problems.append(f"more than {RESULTS_SHOWN} results")
            if problems:
                return Outcome(delivery=delivery, error=f"{TROUBLE} ({problems[0]})")
            return Outcome(delivery=delivery, results=results)
        case _:
            return Outcome(delivery=delivery, error=TROUBLE)


def to_action(delivery: Delivery) -> Outcome:
    """A message action may answer with a dialog or with a result for the compose box."""
    return to_query(delivery) if "composeExtension" in delivery.json else to_task(delivery)


def result_problem(result: Json) -> str:
    preview = result.get("preview")
    shown = preview if isinstance(preview, dict) else result
    if shown.get("contentType") not in (THUMBNAIL, HERO):
        return "the preview must be a thumbnail or hero card"
    return unshowable(result)


def lifeless(attachment: Json) -> str:
    """What a dialog shows but would not do."""
    return "; ".join(dialog_problems(attachment["content"]))


def unshowable(attachment: Json) -> str:
    try:
        check_attachment(attachment)
    except (TooBig, Malformed) as problem:
        return str(problem)
    return ""
