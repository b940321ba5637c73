"""A form that was sent: what it holds, and what becomes of it in the submission's own response."""

from collections.abc import Mapping

from handlers.cards import Card, Text, plain
from handlers.forms import ANYWHERE
from handlers.request import How, Settled, Show

from . import limits
from .blocks import Mention
from .forms import ALERT, Origin, alert, card_view
from .forms import view as drawn
from .limits import Json, clamp
from .mrkdwn import clean

OUTDATED = Card(
    "This form belongs to an older release, so nothing was recorded.",
    (Text("Please open it again. What you had filled in, to copy:"),),
)


def filled(view: Json) -> Mapping[str, str]:
    """A text for every field, '' where nothing was filled in."""
    values: Json = (view.get("state") or {}).get("values") or {}
    return {name: _text(values.get(name) or {}) for name in inputs(view)}


def inputs(view: Json) -> list[str]:
    blocks = view.get("blocks") or ()
    return [block["block_id"] for block in blocks if block.get("type") == "input"]


def _text(actions: Json) -> str:
    for held in actions.values():
        if "selected_options" in held:
            return "\n".join(str(one["value"]) for one in held["selected_options"] or ())
        if "selected_option" in held:
            return str((held["selected_option"] or {}).get("value") or "")
        return str(held.get("value") or held.get("selected_date") or "")
    return ""


def answer(view: Json, settled: Settled | None, where: Origin, mention: Mention) -> Json:
    """What becomes of the form that was sent: it stays with errors, is replaced, or closes."""
    if settled is None or settled.how is How.SILENT:
        return {"response_action": "clear"}
    if settled.failed:
        return refused(view, {ANYWHERE: " ".join(plain(settled.card).split())})
    if settled.refused and settled.form is not None:
        if settled.form.data != where.data:  # what it stood on has moved: it may be sent knowingly
            anew = Origin(where.action, settled.form.data, where.place, where.message)
            return replaced(drawn(settled.form, anew, mention))
        return refused(view, settled.form.errors or {ANYWHERE: settled.card.verdict})
    if settled.show is Show.CLOSE and not settled.refused:
        return {"response_action": "clear"}
    return replaced(card_view(settled.card, where, mention, title=title(view)))


def outdated(view: Json) -> Json:
    """For a form that can't be read any more: an apology, and what they typed into it."""
    kept = tuple(Text(text) for text in filled(view).values() if text)
    blocks = OUTDATED.blocks if kept else (Text("Please open it again."),)
    card = Card(OUTDATED.verdict, (*blocks, *kept))
    return replaced(card_view(card, Origin(), title=title(view)))


def refused(view: Json, errors: Mapping[str, str]) -> Json:
    """The form stays as it was filled in. Slack shows errors at input blocks only: what belongs to
    none is told at the first, or above a form that has none.
    """
    there = inputs(view)
    if not there:
        return replaced(_alerted(view, " ".join(errors.values())))
    told: dict[str, str] = {}
    for name, text in errors.items():
        at = name if name in there else there[0]
        told[at] = clamp(clean(f"{told.get(at, '')} {text}".strip()), limits.HINT)
    return {"response_action": "errors", "errors": told}


def replaced(other: Json) -> Json:
    return {"response_action": "update", "view": other}


def title(view: Json) -> str:
    return str((view.get("title") or {}).get("text") or "")


def _alerted(view: Json, text: str) -> Json:
    """The same view once more, with what is wrong on top."""
    kept = [block for block in view.get("blocks") or () if block.get("block_id") != ALERT]
    same = ("type", "callback_id", "private_metadata", "title", "submit", "close")
    return {
        **{key: view[key] for key in same if view.get(key)},
        "blocks": [alert(text), *kept][: limits.VIEW_BLOCKS],
    }
