"""What Slack makes of the app's answer to a command, a click or a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.playground.wire import Delivery, Json

from .calls import Call
from .checks import found, many, record
from .hooks import say
from .limits import GROUPS, option
from .state import Hook, Refusal, State
from .world import Message, View

TIMEOUT = "operation_timeout"
FAILED = "dispatch_failed"
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`error` is what Slack itself tells the person; `errors` stand at the fields of a form."""

    delivery: Delivery | None = None
    shown: Message | None = None
    view: View | None = None
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.error and not self.errors


def failure(delivery: Delivery) -> str:
    if delivery.failed == "http_timeout":
        return TIMEOUT
    return "" if delivery.status == 200 else FAILED


def plain(delivery: Delivery) -> Outcome:
    return Outcome(delivery=delivery, error=TROUBLE if failure(delivery) else "")


def to_command(state: State, user: str, channel: str, command: str, delivery: Delivery) -> Outcome:
    """An acknowledgement with words in it is an answer, private unless it says `in_channel`."""
    error = failure(delivery)
    sent = delivery.json
    if not error and delivery.answer and not sent:
        sent = {"text": delivery.answer.decode(errors="replace")}
    if error:
        return Outcome(delivery=delivery, error=f'{command} failed with the error "{error}"')
    if not (sent.get("text") or sent.get("blocks")):
        return Outcome(delivery=delivery)
    try:
        call = Call(state, sent)
        text, blocks = call.text("text"), call.blocks() or ()
    except Refusal as refusal:
        said = f'{command} failed with the error "{refusal.error}"'
        return Outcome(delivery=delivery, error=f"{said} {refusal.messages}".rstrip(" ()"))
    hook = Hook(user, channel, "", "", state.world.now())
    shown = say(state, hook, sent, text, blocks)
    return Outcome(delivery=delivery, shown=shown)


def typed(state: State, words: str, *, escape: bool) -> str:
    """Mentions in a command's text: ids where the manifest asks for it, bare names otherwise."""

    def person(match: re.Match[str]) -> str:
        user = state.world.users.get(match[1])
        name = user.name if user else match[1]
        return f"<@{match[1]}|{name}>" if escape else f"@{name}"

    return re.sub(r"<@(\w+)>", person, words)


def suggested(delivery: Delivery) -> Sequence[Json]:
    """The options of a block_suggestion's answer; Refusal where Slack would show none."""
    shape = record({}, {"options": many(option(), 100, least=0), "option_groups": GROUPS})
    if failure(delivery):
        raise Refusal("options_failed", failure(delivery))
    problems = found(shape, delivery.json)
    if problems:
        raise Refusal("invalid_options", *problems)
    groups = delivery.json.get("option_groups", [])
    return [*delivery.json.get("options", []), *(o for g in groups for o in g["options"])]
