"""What becomes of the places that the bot speaks in: added, removed, renamed, archived, moved.

A place is lost from when nothing can be said there until something can again. Meanwhile its
subscriptions are parked, and whoever they are missed by is told once, with what to do. Once it is
back, all goes on by itself: the subscriptions, and what had not gone out, in its order.

A platform's teams come and go with all that is in them: `data["team"]` names such a team, and no
single place. `data["service_url"]` and `data["bot_id"]` are what the platform is spoken to by.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from store import channels, due, outbox, people, places, posts, subscriptions
from store.db import Sql
from store.due import Due
from store.rows import Role, Spot
from store.subscriptions import Subscription

from . import names, outsiders
from .cards import Button, Buttons, Card, Text, to_json
from .context import Context
from .feature import Feature, Record
from .news import broadcast
from .request import SILENCE, Change, Kind, Note, Reply, Request
from .words import counted

LOOK = "place.look"
AGAIN = timedelta(hours=1)  # where a platform could not say what a place is called


class What(StrEnum):
    """That happened to a place, or with `data["team"]` to all of a team's."""

    ADDED = "added"  # the bot, by somebody there
    REMOVED = "removed"
    RENAMED = "renamed"  # `text` is its name
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    DELETED = "deleted"
    RESTORED = "restored"
    MOVED = "moved"  # `text` is its address


WHY = {  # said as “nothing is sent there at present: …”
    What.REMOVED: "I was removed from it",
    What.ARCHIVED: "it is archived",
    What.DELETED: "it was deleted",
}
NEXT = {
    What.REMOVED: "Add me there again, and all that waits goes out by itself, in its order.",
    What.ARCHIVED: "Once it is no longer archived, all that waits goes out by itself.",
    What.DELETED: "Should it be restored, all goes on by itself. Else subscribe another place.",
}


def concerned(db: Sql, request: Request) -> bool:
    """Whether it matters what becomes of that place: of others nothing is kept."""
    if request.action == What.ADDED:
        return True
    if request.data.get("team"):
        return bool(_of_team(db, request.data["team"]))
    return _matters(db, request.place.address)


def removed(db: Sql, team: str) -> bool:
    """Whether the bot was taken out of a whole team, and not let in since."""
    return places.lost(db, team) is not None


def happened(db: Sql, request: Request, ctx: Context) -> Reply:
    """All that it changes; the same thing a second time changes nothing."""
    what = What(request.action)
    where = _where(db, request)
    match what:
        case What.RENAMED:
            _rename(db, request)
        case What.MOVED:
            _move(db, request.place.address, request.text, now=ctx.now())
        case What.ADDED | What.UNARCHIVED | What.RESTORED:
            for address in where:
                _back(db, address, now=ctx.now())
            if what is What.ADDED and request.place.address:
                _met(db, request, now=ctx.now())
                look(db, request.place.address, at=ctx.now())
        case What.REMOVED | What.ARCHIVED | What.DELETED:
            for address in where:
                _lose(db, address, what, now=ctx.now())
    detail = {"places": str(len(where))} if request.data.get("team") else {}
    about = request.data.get("team") or request.place.address
    return replace(SILENCE, note=Note(f"place.{what}", about, detail))


def change(request: Request, ctx: Context) -> Change:
    return partial(happened, request=request, ctx=ctx)


def heard(db: Sql, request: Request, *, now: datetime) -> None:
    """Somebody speaks to the bot where nothing could be said: so it can again."""
    address = request.place.address
    if places.lost(db, address):
        _back(db, address, now=now)
    workspace, inside, _ = address.rpartition("/")
    if inside and places.lost(db, workspace):
        for each in _everything(db, workspace):
            _back(db, each, now=now)


def look(db: Sql, address: str, *, at: datetime) -> None:
    """To be asked of the platform: what it is called, and what belongs with it."""
    about = f"place:{address}"
    due.clear(db, about=about)
    due.put(db, kind=LOOK, about=about, at=at)


async def looked(item: Due, ctx: Context) -> Record:
    """What the platform calls a place, outside of any write."""
    address = item.about.removeprefix("place:")
    found = await ctx.platforms.named(address)

    def record(db: Sql) -> None:
        if found is None:
            if not places.lost(db, address) and _matters(db, address):
                look(db, address, at=ctx.now() + AGAIN)
            return
        for each, name in found.names.items():
            places.name(db, each, name=name, team=found.team, team_name=found.team_name)
            if found.present and not places.lost(db, each):
                _go_on(db, each, now=ctx.now())

    return record


def _met(db: Sql, request: Request, *, now: datetime) -> None:
    """How to speak there first is known from now on."""
    if "service_url" not in request.data:
        return
    who, place = request.who, request.place
    spot = Spot(
        address=place.address,
        platform=who.platform,
        tenant=who.tenant,
        kind=place.kind,
        service_url=request.data["service_url"],
        bot_id=request.data.get("bot_id", ""),
        member=who.member if place.kind is Kind.PERSONAL else "",
        team=request.data.get("team", ""),
    )
    places.seen(db, spot, now=now)


def _where(db: Sql, request: Request) -> list[str]:
    if team := request.data.get("team"):
        return _everything(db, team)
    found = [request.place.address]
    linked = people.linked(db, request.who)
    if request.place.kind is Kind.PERSONAL and linked:
        found.append(f"person:{linked[0].id}")
    return found


def _everything(db: Sql, team: str) -> list[str]:
    return sorted({team, *_of_team(db, team), *_people_of(db, team)})


def _of_team(db: Sql, team: str) -> list[str]:
    """Slack's places are named after their workspace; of Teams' it is kept, once it was told."""
    inside = {each for each in _known(db) if each == team or each.startswith(f"{team}/")}
    return sorted(inside | set(places.of_team(db, team)))


def _people_of(db: Sql, team: str) -> set[str]:
    """Those for whom something could not be sent, and who are reached through that workspace."""
    parked = {row.destination for row in outbox.waits(db) if row.state == "parked"}
    return {
        each
        for each in parked
        if each.startswith("person:")
        for who in people.identities(db, each.removeprefix("person:"))
        if f"{who.platform}:{who.tenant}" == team
    }


def _matters(db: Sql, address: str) -> bool:
    """Whether something is sent there, or was."""
    return bool(
        places.get(db, address)
        or subscriptions.at(db, address)
        or _districts(db, address)
        or outbox.last(db, address)
    )


def _known(db: Sql) -> set[str]:
    """All places that something is sent to."""
    found = {row.destination for row in outbox.waits(db)} | subscriptions.everywhere(db)
    for district in people.districts(db):
        found |= {district.channel, district.partner_channel}
    return {each for each in found if each and not each.startswith("person:")}


def _rename(db: Sql, request: Request) -> None:
    if team := request.data.get("team"):
        places.name_team(db, team, request.text)
    else:
        places.name(db, request.place.address, name=request.text)


def _move(db: Sql, old: str, new: str, *, now: datetime) -> None:
    """Everything that is addressed to a place follows it, and who is there is looked at anew."""
    places.move(db, old, new)
    subscriptions.move(db, old, new)
    outbox.move(db, old, new)
    posts.move(db, old, new)
    channels.move(db, old, new)
    people.move_channel(db, old, new)
    if outsiders.watched(db, new):
        outsiders.plan(db, new, at=now)


def _back(db: Sql, address: str, *, now: datetime) -> None:
    if (lost := places.lost(db, address)) is not None:
        places.find(db, address)
        said = names.say(db, address)
        card = Card(f"I can write to {said} again.", (Text("What was kept goes out now."),))
        for to in posts.destinations(db, _topic(address, lost.at)):
            outbox.put(db, to=to, topic=_topic(address, lost.at), card=to_json(card), now=now)
    _go_on(db, address, now=now)


def _go_on(db: Sql, address: str, *, now: datetime) -> None:
    """Also for what was to be sent there before the bot was ever there."""
    broadcast.resume(db, address, now=now)
    outbox.retry(db, destination=address, now=now)
    if outsiders.watched(db, address):
        outsiders.plan(db, address, at=now)


def _lose(db: Sql, address: str, what: What, *, now: datetime) -> None:
    if address.startswith("person:"):  # they are written to elsewhere, or it is kept
        return
    before = places.lost(db, address)
    lost = places.lose(db, address, why=WHY[what], now=now)
    rows = subscriptions.park(db, address, why=WHY[what], now=now)
    topic = _topic(address, lost.at)
    told = set(posts.destinations(db, topic)) if before and before.why != lost.why else set()
    if not before or rows:
        told |= _owners(db, address, rows)
    card = to_json(_card(db, address, what, rows))
    for to in sorted(told):
        outbox.put(db, to=to, topic=topic, card=card, now=now)


def _owners(db: Sql, address: str, rows: Iterable[Subscription]) -> set[str]:
    """Who made what is parked; what nobody made, and a district's channel, is the list owners'."""
    found = {row.owner_id for row in rows}
    if "" in found or _districts(db, address):
        found |= {owner.id for owner in people.by_role(db, Role.LIST_OWNER)}
    return {f"person:{ident}" for ident in found - {""}}


def _card(db: Sql, address: str, what: What, rows: list[Subscription]) -> Card:
    kept = [counted(len(rows), "subscription")] if rows else []
    kept += [f"what is sent to {each}" for each in _districts(db, address)]
    waits = " and ".join(kept) or "what is for it"
    verb = "wait" if len(kept) > 1 or len(rows) > 1 else "waits"
    return Card(
        f"I can't write to {names.say(db, address)} any more: {WHY[what]}.",
        (
            Text(f"{waits[:1].upper()}{waits[1:]} {verb}. {NEXT[what]}"),
            Buttons((Button("My subscriptions", "news.list"),)),
        ),
    )


def _districts(db: Sql, address: str) -> list[str]:
    """In words, which channel of which district it is."""
    found = []
    for each in people.districts(db):
        if address == each.channel:
            found.append(f"the escalation channel of {each.name}")
        if address == each.partner_channel:
            found.append(f"the partner channel of {each.name}")
    return found


def _topic(address: str, at: datetime) -> str:
    """Of the notice about one loss: what becomes of it is edited in there."""
    return f"place:{address}@{at.isoformat()}"


def _start(db: Sql, ctx: Context) -> None:
    """Places whose names are not known yet are asked for."""
    known = _known(db)
    planned = due.planned(db, LOOK)
    nameless = sorted(known - places.names(db, known).keys())
    new = [address for address in nameless if f"place:{address}" not in planned]
    for number, address in enumerate(new):
        look(db, address, at=ctx.now() + number * outsiders.SPREAD)


FEATURE = Feature(probes={LOOK: looked}, start=_start)
