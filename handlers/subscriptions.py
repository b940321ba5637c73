"""Hearing of the list's news: in a place or in person, as much of it as one wants."""

from dataclasses import replace

from store import outbox, subscriptions
from store.db import Sql
from store.subscriptions import Subscription

from . import days, names, outsiders, wishes
from .cards import Block, Button, Buttons, Card, Item, Items, Text, to_json
from .context import Context
from .errors import OldButton, PersonError
from .feature import Action, Ask, Feature, verb
from .request import Note, Outcome, Reply, Show, Via
from .wishes import about, own, when
from .words import capital, counted, full_stop


class Twice(PersonError):
    """You watch this account already."""


async def subscribe(ask: Ask, ctx: Context) -> Outcome:
    """Hear of the list's news: here or in person, of your districts, tiers or accounts."""
    data = {**ask.request.data, **_new(ask).data}
    form = await wishes.form(replace(ask, request=replace(ask.request, data=data)), ctx)
    card = Card("What would you like to hear of, and where?", (Buttons((_new(ask),)),))
    return Reply(card, Note("form.opened", detail={"form": "news.subscribe"}), form=form)


async def watch(ask: Ask, ctx: Context) -> Outcome:
    """*Watch* on an answer: what changes about this account is told in person."""
    entry = ctx.lists.now(ask.audience).entries.get(ask.request.data.get("account", ""))
    if entry is None:
        raise OldButton
    row = Subscription(
        id=wishes.new_id(),
        owner_id=ask.person.id,
        destination=f"person:{ask.person.id}",
        audience=ask.person.audience,
        origin="watch",
        accounts=(entry.account_id,),
        time_zone=wishes.zone(ask.person, ctx),
    )

    def change(db: Sql) -> Reply:
        if any(row.accounts == one.accounts for one in subscriptions.at(db, row.destination)):
            raise Twice
        subscriptions.put(db, row, now=ctx.now())
        stop = Button("Stop watching", "news.end", {"id": row.id})
        card = Card(full_stop(f"You will hear of changes at {entry.name}"), (Buttons((stop,)),))
        return Reply(card, Note("news.watched", entry.account_id), personal=True)

    return change


async def mine(ask: Ask, ctx: Context) -> Outcome:
    """What you are subscribed to, here and in person, to be changed or ended."""
    place = ask.request.place

    def find(db: Sql) -> list[tuple[Subscription, str]]:
        found = subscriptions.at(db, f"person:{ask.person.id}")
        found += subscriptions.of(db, ask.person.id)
        if ask.person.staff and place.address:
            found += subscriptions.at(db, place.address)
        return [(row, _where(db, row, ask)) for row in {row.id: row for row in found}.values()]

    rows = await ctx.db.read(find)
    if not rows:
        nothing = Text("Subscribe, and you hear when accounts join or leave the list.")
        card = Card("You have no subscription yet.", (nothing, Buttons((_new(ask),))))
        return Reply(card, Note("news.listed"))
    blocks = [block for row, where in rows for block in _shown(row, where, ask, ctx)]
    more = Buttons((_new(ask), Button("Test", "news.test")))
    verdict = f"You have {counted(len(rows), 'subscription')}."
    return Reply(Card(verdict, (*blocks, more)), Note("news.listed"))


async def unsubscribe(ask: Ask, ctx: Context) -> Outcome:
    """End a subscription: your list of them, each with its button."""
    return await mine(ask, ctx)


async def end(ask: Ask, ctx: Context) -> Outcome:
    """The button beside a subscription."""
    ident = ask.request.data.get("id", "")

    def change(db: Sql) -> Reply:
        row = own(db, ask, ident)
        if row is None or not subscriptions.end(db, ident, now=ctx.now()):
            raise OldButton
        if not row.destination.startswith("person:"):
            outsiders.plan(db, row.destination, at=ctx.now())
        gone = about(row, ctx.lists.now(ask.audience))
        card = Card(full_stop(f"Ended: you no longer hear of {gone}"), (Buttons((_LIST,)),))
        return Reply(card, Note("news.ended", ident), Show.UPDATE)

    return change


async def test(ask: Ask, ctx: Context) -> Outcome:
    """Send a sample to where your news goes, and see when the last one arrived."""
    to = f"person:{ask.person.id}"
    last = await ctx.db.read(lambda db: outbox.last(db, to))

    def change(db: Sql) -> Reply:
        sample = Card("This is a test: news of the list arrives here.", (Buttons((_LIST,)),))
        outbox.put(db, to=to, card=to_json(sample), now=ctx.now())
        zone = wishes.zone(ask.person, ctx)
        told = "Nothing was sent to you before."
        if last is not None:
            error = f" ({last.error})" if last.error else ""
            told = f"The last one was {last.state} {days.say_moment(last.at, zone)}{error}."
        return Reply(
            Card("A sample is on its way to our own chat.", (Text(told),)), Note("news.tested")
        )

    return change


def _where(db: Sql, row: Subscription, ask: Ask) -> str:
    if row.destination == f"person:{ask.person.id}":
        return "in your own chat"
    thread = "in a thread " if row.thread else ""
    if row.destination == ask.request.place.address:
        return f"{thread}here"
    if row.destination.startswith("person:"):
        return "in another person's chat"
    return f"{thread or 'in '}{'of ' if thread else ''}{names.say(db, row.destination)}"


def _new(ask: Ask) -> Button:
    """Said in a thread, it is for that thread."""
    thread = wishes.thread(ask.request.place, ask.request.message)
    spoken = ask.request.via is Via.MESSAGE
    data = {"thread": thread} if thread and spoken else {}
    return Button("Subscribe", "news.subscribe", data, style="primary", form=True)


def _shown(row: Subscription, where: str, ask: Ask, ctx: Context) -> tuple[Block, ...]:
    parked = f" Nothing is sent there at present: {row.parked}." if row.parked else ""
    title = full_stop(capital(about(row, ctx.lists.now(ask.audience))))
    data = {"id": row.id}
    return (
        Items((Item(title, f"{capital(when(row))}, {where}.{parked}"),)),
        Buttons(
            (
                Button("Change", "news.subscribe", data, form=True),
                Button("End", "news.end", data),
            )
        ),
    )


_LIST = Button("My subscriptions", "news.list")

FEATURE = Feature(
    commands=(
        verb("subscribe", r"subscribe(?:\s+.*)?", subscribe, opens=True),
        verb("subscriptions", r"(?:my\s+)?subscriptions", mine),
        verb("unsubscribe", r"unsubscribe(?:\s+.*)?", unsubscribe),
        verb("test", r"test", test, changes=True),
    ),
    actions={
        "news.subscribe": Action(wishes.save, changes=True, form=wishes.form),
        "news.watch": Action(watch, changes=True),
        "news.list": Action(mine),
        "news.end": Action(end, changes=True),
        "news.test": Action(test, changes=True),
    },
)
