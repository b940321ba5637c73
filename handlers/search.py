"""A message extension's search: what is found is inserted for all to read."""

from store.names import Hit

from . import answer, questions, replies
from .cards import Buttons, Card
from .context import Context
from .feature import Ask, Feature
from .findings import Finding, find, known, phrase
from .lists import Listing
from .request import Note, Outcome, Reply, Via

RESULTS = 5  # more is noise under a composer
PREFIX_LENGTH = 2


async def search(ask: Ask, ctx: Context) -> Outcome:
    """Cards to be inserted, the best first, holding what every partner may see."""
    text = questions.clean(ask.request.text)[: questions.NAME_LENGTH]
    listing = ctx.lists.now(ask.audience)
    at = answer.Setting(listing, ask.audience, replies.today(ctx), ref="", public=True)
    cards = []
    for account_id, hit in _found(listing, text).items():
        finding = known(listing, account_id, asked=text, hit=hit)
        finding = replies.with_exception(ctx, listing, finding)
        card = answer.one(finding, at, manager=replies.manager(ctx, finding))
        cards.append(_without_buttons(card))
    verdict = f"{len(cards)} found." if cards else phrase(_as_asked(ctx, listing, text))
    note = Note("searched", detail={"found": str(len(cards)), "edition": listing.edition.id})
    return Reply(Card(verdict), note, results=tuple(cards))


def _as_asked(ctx: Context, listing: Listing, text: str) -> Finding:
    return replies.with_exception(ctx, listing, find(listing, text))


def _found(listing: Listing, text: str) -> dict[str, Hit | None]:
    """Whom the text means, then those whose name begins with it: it may be half typed."""
    found = listing.index.search(text, limit=RESULTS)
    hits = {} if found.status == "none" else {hit.account_id: hit for hit in found.hits}
    sure = 1 if found.status == "match" else RESULTS
    meant: dict[str, Hit | None] = dict(list(hits.items())[:sure])
    if len(text) >= PREFIX_LENGTH:
        for account_id in listing.starting(text, limit=RESULTS):
            meant.setdefault(account_id, None)
    return dict(list(meant.items())[:RESULTS])


def _without_buttons(card: Card) -> Card:
    """Inserted, a card is the person's own message: its buttons would reach no one."""
    return Card(card.verdict, tuple(b for b in card.blocks if not isinstance(b, Buttons)))


FEATURE = Feature(entries={Via.SEARCH: search})
