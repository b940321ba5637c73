"""One of everything that the edges carry: forms, look-ups, topics, threads, files."""

from dataclasses import dataclass, replace

from handlers.cards import Button, Buttons, Card, Contact, Document, Facts, Text, to_json
from handlers.context import Context
from handlers.errors import OldButton, Unfinished
from handlers.feature import Action, Ask, Feature, verb
from handlers.features import FEATURES
from handlers.forms import Choice, Day, Form, Line, Lookup, Pick, Words
from handlers.request import SILENCE, Note, Outcome, Reply, Show, Via
from store import documents, outbox
from store.db import Sql

COMPANIES = tuple(Choice(f"A{n}", f"Company {n}", "West") for n in range(1, 31))
URGENT = (Choice("low", "Can wait"), Choice("high", "Today"))
OFFERINGS = tuple(Choice(f"o{n}", f"Offering {n}") for n in range(1, 8))
CSV = "account,standing\n" + "\n".join(f"Company {n},named" for n in range(40))
TOPIC = "try:1"


async def open_(ask: Ask, ctx: Context) -> Outcome:
    """`try it`: a card with a button that opens a form."""
    return Reply(
        Card("Try it.", (Buttons((Button("Fill in", "try", {"case": "7"}, form=True),)),)),
        Note("offered"),
    )


async def form(ask: Ask, ctx: Context) -> Form:
    if ask.request.data.get("case") == "gone":
        raise OldButton
    chosen = next((c for c in COMPANIES if c.value == ask.request.data.get("company")), None)
    return Form(
        "Try it",
        "Send it",
        "try",
        (
            Lookup("company", "Company", "try.companies", chosen, hint="Its name, or a part of it"),
            Words("what", "What happened", value=ask.request.text, hint="All can read it"),
            Line("deal", "Opportunity", required=False, most=40),
            Pick("urgency", "Urgency", URGENT, "low"),
            Pick("offering", "Offering", OFFERINGS, required=False),
            Day("day", "Until", required=False),
        ),
        (Text("Both sides will see this."),),
        {"case": ask.request.data.get("case", ""), "link": ask.request.link},
    )


async def run(ask: Ask, ctx: Context) -> Outcome:
    data = ask.request.data
    if "nothing" in data["what"]:
        return SILENCE
    if "wrong" in data["what"]:
        raise Unfinished({"what": "Please say it without that word."})

    def change(db: Sql) -> Reply:
        if "late" in data["what"]:
            raise Unfinished({"day": "That day is taken."})
        place = ask.request.place
        where = f"{place.address} {place.kind} {place.thread} {ask.request.message}"
        detail = {**data, "where": where}
        closes = data["urgency"] == "high"
        card = Card(
            "Recorded.", (Text(f"{data['company']}: {data['what']} (until {data['day']})"),)
        )
        return Reply(card, Note("tried", detail=detail), Show.CLOSE if closes else Show.NEW)

    return change


async def companies(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    return tuple(c for c in COMPANIES if ask.rest.casefold() in c.label.casefold())


async def broken(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    raise RuntimeError("a look-up that fails")


async def share(ask: Ask, ctx: Context) -> Outcome:
    request = ask.request
    told = [request.text, request.link, str(request.author), request.message, request.place.thread]
    files = [f"{each.name} {each.url}" for each in request.files]
    return Reply(Card("Shared.", (Text("\n".join(told + files)),)), Note("shared"), Show.NEW)


async def post(ask: Ask, ctx: Context) -> Outcome:
    """`post it TEXT`: the topic's message here, edited from the second time on."""
    to = ask.request.place.address
    card = Card(
        ask.rest or "The truth.",
        (Facts((("Manager", Contact("Ana Silva", "ana@vendor.example", "p_ana", True)),)),),
    )

    def change(db: Sql) -> Reply:
        outbox.put(db, to=to, topic=TOPIC, card=to_json(card), now=ctx.now())
        return Reply(Card(""), Note("posted"))

    return Silently(change)


@dataclass(frozen=True)
class Silently:
    """A change whose reply is not shown: the topic's message says it."""

    change: object

    def __call__(self, db: Sql) -> Reply:
        assert callable(self.change)
        self.change(db)
        return SILENCE


async def thread(ask: Ask, ctx: Context) -> Outcome | None:
    """What is said below the topic is told in its thread; a mention is answered as ever."""
    request = ask.request
    if request.via is Via.MESSAGE and "named" in request.text:
        return None
    files = "".join(f" [{each.name}]" for each in request.files)
    said = f"{request.via} {request.message}: {request.text}{files}"

    def change(db: Sql) -> Reply:
        outbox.put(
            db,
            to=request.place.address,
            topic=f"{TOPIC}:echo:{request.message}",
            under=TOPIC,
            remove=request.via is Via.DELETED,
            card=to_json(Card(said)),
            now=ctx.now(),
        )
        return SILENCE

    return change


async def paper(ask: Ask, ctx: Context) -> Outcome:
    """`paper for READERS`: a document."""

    def change(db: Sql) -> Reply:
        readers = ask.rest or f"person:{ask.person.id}"
        body = CSV.encode()
        ident = documents.put(
            db, name="case 7.csv", mime="text/csv", body=body, readers=readers, now=ctx.now()
        )
        about = Document(ident, "case 7.csv", "40 accounts, all of them named.")
        return Reply(Card("Here it is.", (about,)), Note("exported"))

    return change


FEATURE = Feature(
    commands=(
        verb("try it", r"try it", open_),
        verb("post it", r"post it(?: (?P<rest>.*))?", post, changes=True),
        verb("paper", r"paper(?: for (?P<rest>.*))?", paper, changes=True),
    ),
    actions={
        "try": Action(run, changes=True, form=form),
        "case.open": Action(run, changes=True, form=form),
        "case.share": Action(share),
    },
    threads={"try": thread},
    lookups={"try.companies": companies, "try.broken": broken},
)
# of verbs the first that fits is taken, of actions with one name the last
WITH_FORMS = (FEATURE, *FEATURES, replace(FEATURE, commands=()))
