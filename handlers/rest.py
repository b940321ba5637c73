"""*Send me the rest*: asked where others read along, answered in full in the asker's own chat."""

from dataclasses import replace

from store import outbox
from store.db import Sql

from . import replies
from .cards import Card, Text, to_json
from .context import Context
from .errors import OldButton
from .feature import Action, Ask, Feature
from .findings import find
from .record import record
from .request import Note, Outcome, Reply


async def rest(ask: Ask, ctx: Context) -> Outcome:
    """The same question, from the edition and with the facts that this person may see."""
    if not (asked := ask.request.data.get("asked", "")):
        raise OldButton
    own = replace(ask, audience=ask.person.audience, public=False)
    chosen = await replies.choice(own, ctx)
    names = tuple(asked.split("\n"))
    if len(names) > 1:
        answer = replies.several(own, ctx, chosen.listing, names, day=chosen.day)
    else:
        finding = find(chosen.listing, asked, offering=chosen.offering)
        answer = replies.again(own, ctx, chosen, finding)

    def change(db: Sql) -> Reply:
        card = to_json(answer.card)
        record(db, answer, card, ask.person, now=ctx.now())
        outbox.put(db, to=f"person:{ask.person.id}", card=card, now=ctx.now())
        sent = Card(
            "The whole answer is on its way to our own chat.", (Text("Nobody else sees it."),)
        )
        return Reply(sent, Note("asked", answer.note.about, answer.note.detail), personal=True)

    return change


FEATURE = Feature(actions={"rest": Action(rest, changes=True)})
