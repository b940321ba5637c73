"""A desk to try handlers at: real store in a temporary folder, a fixed clock, known platforms."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.due import Due
from bot.intakes import Intakes
from handlers.cards import Button, Buttons, Card, Items, from_json, plain
from handlers.context import Context
from handlers.dispatch import Desk
from handlers.features import FEATURES
from handlers.forms import Field, Form, Lookup
from handlers.lists import Lists
from handlers.policy import Policy, next_update
from handlers.request import File, Kind, Named, Place, Profile, Request, Settled, TooLarge, Via
from store import editions, outbox, people, posts
from store.db import Db, Sql, Ticket
from store.directory import Directory
from store.migrations import migrate
from store.rows import District, Entry, Identity, Outgoing, Person, Platform, Role
from tests.drafts import put_draft

from .clock import START

EFFECTIVE = date(2026, 7, 18)

CONTOSO = Entry(
    "A1",
    "Contoso Corporation",
    aliases=("Contoso Labs",),
    domains=("contoso.com",),
    ticker="CTSO",
    tier="major",
    district="west",
    pcs=12_000,
    manager_email="ana@vendor.example",
)
LITWARE = Entry("A2", "Litware, Inc.", tier="global", district="east", pcs=90_000)
ADATUM = Entry("A3", "Adatum Holdings plc", tier="strategic", district="west", pcs=40_000)
PROSEWARE = Entry("A4", "Proseware Studios", parent_id="A2")
WOODGROVE = Entry("A5", "Woodgrove Bank", tier="major", district="east")
WOODGROVE_PARK = Entry("A6", "Woodgrove Park Hotels", tier="major", district="east")
LIST = (CONTOSO, LITWARE, ADATUM, PROSEWARE, WOODGROVE, WOODGROVE_PARK)

WEST = District("west", "West", "dora@vendor.example", "America/Los_Angeles", "US", "slack:T1/C1")
EAST = District("east", "East", "dora@vendor.example", "America/New_York", "US", "slack:T1/C2")
PEOPLE = (
    Person("p_ana", "ana@vendor.example", "Ana Silva", Role.ACCOUNT_MANAGER, districts=("west",)),
    Person("p_dora", "dora@vendor.example", "Dora Weiss", Role.DISTRICT_MANAGER),
    Person("p_lena", "lena@vendor.example", "Lena Ott", Role.LIST_OWNER),
    Person("p_sam", "sam@vendor.example", "Sam Reed", Role.SERVICES_LEAD),
    Person("p_pat", "pat@partner.example", "Pat Moss", Role.PARTNER_REP, "fabrikam", "Fabrikam"),
    Person("p_quin", "quin@other.example", "Quin Ray", Role.PARTNER_REP, "tailspin", "Tailspin"),
)


LUIS = Person("p_luis", "luis@vendor.example", "Luis Mora", Role.LIST_OWNER)  # the second one


@dataclass
class Known:
    """Platforms whose every answer is set by the test."""

    profiles: dict[Identity, Profile] = field(default_factory=dict)
    rosters: dict[str, tuple[Profile, ...]] = field(default_factory=dict)
    named_so: dict[str, Named] = field(default_factory=dict)
    asked: list[Identity] = field(default_factory=list)
    files: dict[str, bytes | Exception | None] = field(default_factory=dict)  # by their `content`

    def fresh(self, who: Identity) -> Profile | None:
        return self.profiles.get(who)

    async def profile(self, who: Identity) -> Profile | None:
        self.asked.append(who)
        return self.profiles.get(who)

    async def roster(self, address: str) -> tuple[Profile, ...] | None:
        return self.rosters.get(address)

    async def named(self, address: str) -> Named | None:
        return self.named_so.get(address)

    async def download(self, who: Identity, file: File, *, most: int) -> bytes | None:
        found = self.files[file.content]
        if isinstance(found, Exception):
            raise found
        if found is not None and len(found) > most:
            raise TooLarge
        return found


class Bench:
    """Ask, press and read; `clock` moves the time."""

    def __init__(self, path: Path) -> None:
        migrate(path)
        self.db = Db(path)
        self.time = START
        self.platforms = Known()
        self.ctx = Context(
            db=self.db,
            policy=Policy.load(),
            now=lambda: self.time,
            lists=Lists(self.db),
            directory=Directory(self.db),
            platforms=self.platforms,
        )
        self.desk = Desk(self.ctx, FEATURES)
        self.numbers = itertools.count(1)

    async def furnish(self, rows: Iterable[Entry] = LIST) -> None:
        def fill(db: Sql) -> None:
            for district in (WEST, EAST):
                people.put_district(db, district)
            for person in PEOPLE:
                people.put(db, person)

        await self.db.write(fill)
        await self.publish("2026-H2", rows)
        for person in PEOPLE:
            self.meet(person.email)

    async def publish(
        self,
        ident: str,
        rows: Iterable[Entry],
        *,
        effective: date = EFFECTIVE,
        partners_at: datetime | None = None,
    ) -> None:
        await self.publish_only(ident, rows, effective=effective, partners_at=partners_at)
        await self.ctx.lists.refresh(now=self.time)

    async def publish_only(
        self,
        ident: str,
        rows: Iterable[Entry],
        *,
        effective: date = EFFECTIVE,
        partners_at: datetime | None = None,
    ) -> None:
        """Without the bot taking notice, as from a command line."""
        policy, now = self.ctx.policy, self.time

        def put(db: Sql) -> None:
            due = next_update(policy, effective)
            put_draft(db, ident, rows, effective_from=effective, next_update=due, now=now)
            editions.publish(db, ident, policy=policy.text, partners_at=partners_at, now=now)

        await self.db.write(put)

    def meet(self, email: str, **profile: Any) -> Identity:
        """The platform now knows someone with this e-mail in the bot's own workspace."""
        who = Identity(Platform.SLACK, "T1", email.split("@")[0])
        told = {"email": email, "home": "T1", "own": True, **profile}
        self.platforms.profiles[who] = Profile(who, **told)
        return who

    def later(self, **by: float) -> None:
        self.time += timedelta(**by)

    async def ask(self, text: str, *, by: str = "pat@partner.example", **given: Any) -> Settled:
        """In the person's own chat, unless `given` says otherwise."""
        settled = await self.desk.answer(self.request(text, by=by, **given), Ticket())
        assert settled is not None
        return settled

    def request(self, text: str, *, by: str, **given: Any) -> Request:
        """A delivery of its own, unless `given` names it with `once`."""
        who = Identity(Platform.SLACK, "T1", by.split("@")[0])
        return Request(
            **{
                "who": who,
                "via": Via.MESSAGE,
                "place": Place(f"slack:T1/D-{who.member}", Kind.PERSONAL),
                "text": text,
                "once": f"ev{next(self.numbers)}",
                **given,
            }
        )

    async def press(
        self, label: str, card: Card, *, by: str = "pat@partner.example", **given: Any
    ) -> Settled:
        """Press the button of this label on a card."""
        button = next(each for each in buttons(card) if each.label == label)
        return await self.ask(
            "", by=by, via=Via.BUTTON, action=button.action, data=dict(button.data), **given
        )

    async def fill(
        self, form: Form | None, *, by: str = "pat@partner.example", **typed: str
    ) -> Settled:
        """Send a form as it stands, with these fields typed over."""
        assert form is not None, "no form was opened"
        held = {each.name: _held(each) for each in form.fields}
        data = {**form.data, **held, **typed}
        return await self.ask(
            "", by=by, via=Via.FORM, action=form.action, data=data, private=True, sync=True
        )

    async def start(self) -> None:
        """What is planned whenever the bot starts."""
        await Due(self.ctx, FEATURES).plan()

    async def tick(self) -> None:
        """Work off what is due by now."""
        worker = Due(self.ctx, FEATURES)
        await worker.tick()
        await worker.probe()

    async def work_off(self) -> None:
        """All that was handed in by now."""
        await Intakes(self.ctx).tick()

    def outbox(self) -> list[tuple[str, Card]]:
        rows = self.db.look(
            lambda db: list(db.query("select destination, card from outbox order by id"))
        )
        return [(row["destination"], from_json(row["card"])) for row in rows]

    def standing(self, topic: str, to: str) -> Card:
        """What is said about a topic there, once everything has left."""
        newest = (
            "select card from outbox where topic = :topic and destination = :to"
            " order by id desc limit 1"
        )
        rows = self.db.look(lambda db: list(db.query(newest, {"topic": topic, "to": to})))
        return from_json(rows[0]["card"])

    async def deliver(self) -> None:
        """Everything queued has gone out, each message under an id made of its own."""

        def send(db: Sql) -> None:
            while taken := outbox.claim(db, limit=99, now=self.time):
                for message in taken:
                    place = _place(db, message)
                    outbox.sent(db, message, **place, now=self.time)

        await self.db.write(send)

    async def say(
        self,
        text: str,
        *,
        by: str,
        under: str = "case:ESC-0001",
        channel: str = "",
        message: str = "",
        **given: Any,
    ) -> Settled:
        """Below a message of ours: in the person's own chat, or in a `channel`."""
        told = {"under": under, "channel": channel, "message": message, **given}
        settled = await self.desk.answer(self.said(text, by=by, **told), Ticket())
        assert settled is not None
        return settled

    def said(
        self, text: str, *, by: str, under: str, channel: str, message: str, **given: Any
    ) -> Request:
        place = {"place": Place(channel, Kind.CHANNEL, "1.0")} if channel else {}
        ident = message or f"m{next(self.numbers)}"
        told = {"via": Via.THREAD, "under": under, "message": ident, **place, **given}
        return self.request(text, by=by, **told)

    def thread(self, topic: str, to: str) -> str:
        """The message about a topic there, below which people write."""
        post = self.db.look(lambda db: posts.get(db, topic=topic, destination=to))
        assert post is not None, f"nothing about {topic} stands at {to}"
        return post.message

    def notices(self) -> list[tuple[str, Card]]:
        """What is on its way to people in person."""
        return [(to, card) for to, card in self.outbox() if to.startswith("person:")]

    def dump(self) -> list[str]:
        """All that the database holds, row by row."""
        tables = "select name from sqlite_master where type = 'table' and name <> 'sqlite_schema'"

        def rows(db: Sql) -> list[str]:
            names = [str(row["name"]) for row in db.query(tables)]
            return [str(row) for name in names for row in db.query(f'select * from "{name}"')]

        return self.db.look(rows)

    def audit(self) -> list[str]:
        return self.db.look(
            lambda db: [row["did"] for row in db.query("select did from audit order by seq")]
        )


def _place(db: Sql, message: Outgoing) -> dict[str, str]:
    """Where a message stands once it has left, and under which id."""
    to, topic = message.destination, message.topic
    kind, _, ident = to.partition(":")
    address = f"slack:T1/D-{ident.removeprefix('p_')}" if kind == "person" else to
    old = posts.get(db, topic=topic, destination=to) if topic else None
    root = posts.get(db, topic=message.under, destination=to) if message.under else None
    return {
        "sent_id": message.edits or (old.message if old else f"{message.id}.0"),
        "address": address,
        "thread": root.message if root else "",
    }


def _held(field_: Field) -> str:
    if isinstance(field_, Lookup):
        return field_.chosen.value if field_.chosen else ""
    return field_.value


def buttons(card: Card) -> list[Button]:
    found: list[Button] = []
    for block in card.blocks:
        if isinstance(block, Buttons):
            found += block.items
        elif isinstance(block, Items):
            found += [row.button for row in block.rows if row.button]
    return found


def text(settled: Settled) -> str:
    return plain(settled.card)
