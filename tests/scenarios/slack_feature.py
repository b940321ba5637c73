"""A feature for tests alone: a form with every kind of field, a topic with a thread, a file."""

import asyncio
from collections.abc import Mapping
from datetime import date

from handlers.cards import Button, Buttons, Card, Contact, Document, Facts, Text, to_json
from handlers.context import Context
from handlers.dispatch import opening
from handlers.errors import PersonError, Unfinished
from handlers.feature import Action, Ask, Feature, verb
from handlers.forms import Choice, Day, Form, Line, Lookup, Pick, Words
from handlers.request import SILENCE, Note, Outcome, Reply, Show, Via
from store import audit, documents, outbox
from store.db import Sql

TOPIC = "trial:1"
SIDES = (Choice("partner", "Partner", "leads elsewhere"), Choice("services", "Services"))
OFFERINGS = tuple(Choice(f"o{n}", f"Offering {n}") for n in range(7))
LONG = Choice("x" * 151, "No room for this one")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63fccfc0f01f0005010102a0f7e1d60000000049454e44ae426082"
)


class Gone(PersonError):
    """What this was about is no more.
    Nothing was changed.
    """


async def make(ask: Ask, ctx: Context) -> Form:
    """Filled with what the request brings along."""
    request = ask.request
    if request.data.get("about") == "gone":
        raise Gone
    author = f" by {request.author.member}" if request.author else ""
    evidence = " ".join([request.link, *(file.name for file in request.files)])
    return Form(
        title="Open escalation",
        submit="Open",
        action="trial",
        fields=(
            Line("why", "Why", value=request.data.get("why", ""), hint="In one line"),
            Words("what", "What happened", value=request.text, required=False),
            Pick("side", "The other side", SIDES, value="services"),
            Pick("offering", "Offering", OFFERINGS, required=False),
            Lookup("account", "Account", "trial.accounts"),
            Day("until", "Until", value="2027-01-18", required=False),
        ),
        intro=(Text(f"Evidence: {evidence}{author}"),),
        data={"about": request.data.get("about", ""), "pad": request.data.get("pad", "")},
    )


async def run(ask: Ask, ctx: Context) -> Outcome:
    data = ask.request.data
    if data["why"] == "bad":
        raise Unfinished({"why": "Say why they may.", "until": "That day is past."})
    if data["why"] == "worse":
        raise PersonError("Somebody was quicker.")

    def change(db: Sql) -> Reply:
        told = ", ".join(f"{key}={data[key]}" for key in sorted(data) if key != "pad")
        again = Button("Once more", "trial", {"about": "again"}, form=True)
        card = Card("ESC-0001 is open.", (Text(told), Buttons((again,))))
        show = Show.CLOSE if data["why"] == "close" else Show.NEW
        return Reply(card, Note("trial.filed", detail={"place": ask.request.place.thread}), show)

    return change


async def confirm(ask: Ask, ctx: Context) -> Form:
    return Form("Withdraw", "Withdraw", "trial.withdraw", (), (Text("Nobody decides it then."),))


async def withdraw(ask: Ask, ctx: Context) -> Outcome:
    raise PersonError("It is decided already.")


async def share(ask: Ask, ctx: Context) -> Outcome:
    request = ask.request

    def change(db: Sql) -> Reply:
        author = request.author.member if request.author else ""
        words = f"{request.text} | {request.link} | {author} | {request.under}"
        return Reply(Card("Shared.", (Text(words),)), Note("trial.shared"))

    return change


async def escalate(ask: Ask, ctx: Context) -> Outcome:
    """Opens the form."""
    return opening(await make(ask, ctx))


def card(words: str, *, call: str = "") -> Card:
    button = Button("Decide", "trial", {"about": "card"}, "primary", form=True)
    ana = Contact("Ana Silva", "ana@vendor.example", call, notify=bool(call))
    return Card(words, (Facts((("Decides", ana),)), Buttons((button,))))


async def post(ask: Ask, ctx: Context) -> Outcome:
    """Says something about the topic where it was asked."""

    def change(db: Sql) -> Reply:
        said = to_json(card(ask.rest, call="p-ana"))
        outbox.put(db, to=ask.request.place.address, card=said, topic=TOPIC, now=ctx.now())
        return Reply(Card("Posted."), Note("trial.posted"))

    return change


async def export(ask: Ask, ctx: Context) -> Outcome:
    """The case as a document, and its figures as a picture."""

    def change(db: Sql) -> Reply:
        now, to = ctx.now(), ask.request.place.address
        page = documents.put(
            db, name="ESC-1.html", mime="text/html", body=b"<p>", readers="staff", now=now
        )
        chart = documents.put(
            db, name="week.png", mime="image/png", body=PNG, readers="staff", now=now
        )
        whole = Document(page, "ESC-1.html", "the whole case")
        figures = Document(chart, "week.png", "3 open, 2 decided", picture=True)
        files = Card("ESC-0001 as one document.", (whole, figures))
        if ask.rest != "alone":
            outbox.put(db, to=to, card=to_json(files), topic="trial:file", now=now)
        return Reply(files if ask.rest == "alone" else Card("Sent."), Note("trial.exported"))

    return change


async def heard(ask: Ask, ctx: Context) -> Outcome | None:
    """Every word below the topic is echoed there, and follows what becomes of it."""
    request = ask.request
    if request.via is Via.MESSAGE:
        return None

    def change(db: Sql) -> Reply:
        names = "".join(f" [{file.name}]" for file in request.files)
        outbox.put(
            db,
            to=request.place.address,
            card=to_json(Card(f"Heard: {request.text}{names}")),
            topic=f"echo:{request.message}",
            under=request.under,
            remove=request.via is Via.DELETED,
            now=ctx.now(),
        )
        did = f"trial.{request.via}"
        audit.append(db, who=ask.person.id, did=did, about=request.under, now=ctx.now())
        return SILENCE

    return change if request.text != "psst" else SILENCE


async def accounts(ask: Ask, ctx: Context) -> tuple[Choice, ...]:
    if ask.rest == "boom":
        raise RuntimeError("a fault of ours")
    if ask.rest == "never":
        await asyncio.Event().wait()
    known: Mapping[str, str] = {"a1": "Contoso Ltd", "a2": "Fabrikam Inc"}
    found = [
        Choice(ident, name, "named")
        for ident, name in known.items()
        if ask.rest.lower() in name.lower()
    ]
    many = [Choice(f"m{n}", "Many " * 40) for n in range(300)] if ask.rest == "many" else []
    return (*found, *many, LONG)


FEATURE = Feature(
    commands=(
        verb("escalate", r"escalate(?:\s+(?P<rest>.+))?", escalate, opens=True),
        verb("post …", r"post (?P<rest>.+)", post, changes=True),
        verb("export", r"export(?:\s+(?P<rest>.+))?", export, changes=True),
    ),
    actions={
        "trial": Action(run, changes=True, form=make),
        "case.open": Action(run, changes=True, form=make),
        "case.share": Action(share, changes=True),
        "trial.withdraw": Action(withdraw, changes=True, form=confirm),
    },
    threads={"trial": heard},
    lookups={"trial.accounts": accounts},
)
FILLED = {
    "why": "They bid.",
    "what": "At the *same* desk & more",
    "side": "partner",
    "offering": "o3",
    "account": "a1",
    "until": date(2027, 2, 1).isoformat(),
}
