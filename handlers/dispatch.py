"""From a neutral request to an answer: who asks, what may be shown, which feature, one write.

State, the messages it causes, the audit row and the once-key leave in one transaction.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from store import audit, inbox, outbox
from store.db import Sql, Ticket
from store.rows import Audience, Identity, Person, Platform

from .cards import from_json, to_json
from .context import Context
from .errors import OldButton, PersonError
from .feature import Action, Ask, Command, Feature, Handler
from .identify import identify, internal
from .limits import Limiter, too_many
from .questions import TEXT_LENGTH, TooLong, clean
from .record import record
from .request import How, Kind, Outcome, Reply, Request, Settled, Show, Via
from .welcome import refusal, stranger, welcome

NAMES = 100  # in one button: far above what one question may ask about
ROSTER_S = 1.5  # a roster that takes longer counts as unknown, so the place as mixed


class Desk:
    """The one door into the handlers, for every platform and the command line alike."""

    def __init__(self, ctx: Context, features: Sequence[Feature]) -> None:
        self.ctx = ctx
        self._commands = [command for feature in features for command in feature.commands]
        self._actions: dict[str, Action] = {}
        self._entries: dict[Via, Handler] = {}
        for feature in features:
            self._actions.update(feature.actions)
            self._entries.update(feature.entries)
        self._limiter = Limiter(ctx.policy.limits.questions_a_minute)
        self.queued: Callable[[], None] = lambda: None  # told after a commit that queued something

    def fresh(self, who: Identity) -> bool:
        """Whether `who` can be answered without asking the platform who they are."""
        return self.ctx.platforms.fresh(who) is not None

    def at_hand(self, request: Request) -> bool:
        """Whether the answer needs nothing of the platform: who asks is known, and who reads it."""
        alone = request.private or request.place.kind in (Kind.PERSONAL, Kind.NOWHERE)
        return alone and request.via is not Via.INSTALL and self.fresh(request.who)

    def changes(self, request: Request) -> bool:
        """Whether this is acknowledged only after its commit."""
        if request.via is Via.BUTTON:
            action = self._actions.get(request.action)
            return action is not None and action.changes
        return request.via in (Via.MESSAGE, Via.COMMAND) and self._command(request.text)[0].changes

    async def meet(self, who: Identity) -> None:
        """Renew what the platform says of someone, for their next request."""
        if not self.fresh(who):
            await identify(self.ctx, who, fetch=True)

    async def receive(self, request: Request, ticket: Ticket) -> bool:
        """Keep a message for good; False if this very delivery is known already."""
        return await self.ctx.db.write(
            lambda db: inbox.receive(
                db, once=request.once, request=request.to_json(), now=self.ctx.now()
            ),
            ticket=ticket,
        )

    async def pending(self) -> list[Request]:
        """Messages kept before the last stop and not answered yet."""
        return [Request.from_json(text) for text in await self.ctx.db.read(inbox.pending)]

    async def answer(
        self, request: Request, ticket: Ticket, *, fetch: bool = True
    ) -> Settled | None:
        """None for a repeated delivery with nothing to show. Raises store.db.Withdrawn."""
        if request.via is Via.INSTALL:
            return await self._settle(request, None, welcome(self.ctx), How.QUEUED, ticket)
        person = await identify(self.ctx, request.who, fetch=fetch)
        if person is None:
            how = How.RETURN if request.sync else How.PRIVATE
            return await self._settle(request, None, stranger(self.ctx), how, ticket)
        ask, how = await self._placed(request, person)
        try:
            outcome = await self._outcome(ask)
        except PersonError as error:
            outcome = refusal(error)
        return await self._settle(request, person, outcome, how, ticket)

    async def _outcome(self, ask: Ask) -> Outcome:
        if self._limiter.over(ask.person.id, now=self.ctx.now()):
            return too_many(ask.person, self.ctx)
        request = ask.request
        if entry := self._entries.get(request.via):
            return await entry(ask, self.ctx)
        if request.via is Via.BUTTON:
            action = self._actions.get(request.action)
            if action is None:
                raise OldButton
            if any(map(_overlong, request.data.values())):
                raise TooLong
            return await action.run(ask, self.ctx)
        command, rest = self._command(request.text)
        return await command.run(Ask(request, ask.person, ask.audience, ask.public, rest), self.ctx)

    def _command(self, text: str) -> tuple[Command, str]:
        """The first verb that fits, and what follows it; the last one fits everything."""
        typed = clean(text)
        for command in self._commands if len(typed) <= TEXT_LENGTH else ():
            if found := command.pattern.match(typed):
                return command, (found.groupdict().get("rest") or "").strip()
        return self._commands[-1], ""  # a plain question, which says what is too long

    async def _placed(self, request: Request, who: Person) -> tuple[Ask, How]:
        """What may be shown here, and how it gets there (domain: "Where it is asked")."""
        how = How.RETURN if request.sync else How.QUEUED
        if request.via is Via.SEARCH:
            return Ask(request, who, Audience.PARTNERS, public=True), how
        if request.private or request.place.kind in (Kind.PERSONAL, Kind.NOWHERE):
            return Ask(request, who, who.audience), how
        if await self._internal(request.place.address):
            return Ask(request, who, who.audience), how
        if request.who.platform is Platform.SLACK:
            return Ask(request, who, who.audience), How.RETURN if request.sync else How.PRIVATE
        return Ask(request, who, Audience.PARTNERS, public=True), how

    async def _internal(self, address: str) -> bool:
        try:
            async with asyncio.timeout(ROSTER_S):
                return await internal(self.ctx, address)
        except TimeoutError:
            return False

    async def _settle(
        self,
        request: Request,
        person: Person | None,
        outcome: Outcome,
        how: How,
        ticket: Ticket,
    ) -> Settled | None:
        write = self.ctx.db.write
        try:
            settled = await write(
                lambda db: settle(db, request, person, outcome, how, self.ctx), ticket=ticket
            )
        except PersonError as error:  # found out inside the change, which is undone
            refused = refusal(error)
            settled = await write(
                lambda db: settle(db, request, person, refused, how, self.ctx), ticket=ticket
            )
        if callable(outcome) or how is How.QUEUED:
            self.queued()
        if settled is not None and settled.reload:
            await self.ctx.lists.refresh(now=self.ctx.now())
        return settled


def _overlong(value: str) -> bool:
    """More than a question may hold, in a field or in a button that was made by hand."""
    return len(value) > TEXT_LENGTH or value.count("\n") >= NAMES


def settle(
    db: Sql, request: Request, person: Person | None, outcome: Outcome, how: How, ctx: Context
) -> Settled | None:
    """Everything that one request changes; runs inside one `Db.write`."""
    now = ctx.now()
    card = "" if callable(outcome) else to_json(outcome.card)
    again = card if request.sync else ""  # shown in the response: once more if this comes twice
    if request.once and not inbox.settle(db, once=request.once, reply=again, now=now):
        kept = inbox.reply(db, request.once)
        return Settled(from_json(kept), How.RETURN, again=True) if kept else None
    reply = outcome(db) if callable(outcome) else outcome
    card = card or to_json(reply.card)
    if reply.personal and how is How.QUEUED and request.place.kind is not Kind.PERSONAL:
        how = How.PRIVATE
    if person is not None:
        record(db, reply, card, person, now=now)
    _note(db, request, person, reply, now=now)
    if how is How.QUEUED:
        outbox.put(
            db,
            to=request.place.address,
            thread=request.place.thread,
            edits=request.message if reply.show is Show.UPDATE else "",
            once=request.once and f"reply:{request.once}",
            card=card,
            now=now,
        )
    elif request.sync and request.once and callable(outcome):
        inbox.keep(db, once=request.once, reply=card)
    return Settled(reply.card, how, reply.show, reply.results, reply.reload, reply.note)


def _note(db: Sql, request: Request, person: Person | None, reply: Reply, *, now: datetime) -> None:
    """The one audit row of a request."""
    ref = {"ref": reply.ref} if reply.ref else {}
    audit.append(
        db,
        who=person.id if person else str(request.who),
        did=reply.note.did,
        about=reply.note.about,
        place=request.place.address,
        detail={"via": request.via, **ref, **reply.note.detail},
        now=now,
    )
