"""A message extension's search: what is found is inserted for all to read."""

from . import answer, questions
from . import ask as asking
from .cards import Buttons, Card
from .context import Context
from .feature import Ask, Feature
from .findings import find, known, phrase
from .request import Note, Outcome, Reply, Via

RESULTS = 5  # more is noise under a composer


async def search(ask: Ask, ctx: Context) -> Outcome:
    """Cards to be inserted, the best first, holding what every partner may see."""
    text = questions.clean(ask.request.text)[: questions.NAME_LENGTH]
    listing = ctx.lists.now(ask.audience)
    found = listing.index.search(text, limit=RESULTS)
    at = answer.Setting(listing, ask.audience, asking.today(ctx), ref="", public=True)
    cards = []
    for hit in found.hits[: 1 if found.status == "match" else RESULTS]:
        finding = known(listing, hit.account_id, asked=text, hit=hit)
        card = answer.one(finding, at, manager=asking.manager(ctx, finding))
        cards.append(_without_buttons(card))
    verdict = f"{len(cards)} found." if cards else phrase(find(listing, text))
    note = Note("searched", detail={"found": str(len(cards)), "edition": listing.edition.id})
    return Reply(Card(verdict), note, results=tuple(cards))


def _without_buttons(card: Card) -> Card:
    """Inserted, a card is the person's own message: its buttons would reach no one."""
    return Card(card.verdict, tuple(b for b in card.blocks if not isinstance(b, Buttons)))


FEATURE = Feature(entries={Via.SEARCH: search})
