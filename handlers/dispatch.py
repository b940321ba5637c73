"""From a neutral request to an answer: who asks, what may be shown, which feature, one write.

State, the messages it causes, the audit row and the once-key leave in one transaction.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from store import inbox, posts
from store.db import Ticket
from store.rows import Audience, Identity, Person, Platform

from . import outsiders, places
from .cards import Button, Buttons, Card
from .context import Context
from .errors import OldButton, PersonError, TooMany, Unfinished
from .feature import Action, Ask, Command, Feature, Handler, Suggest, Thread
from .forms import ANYWHERE, Choice, Form
from .identify import identify, internal
from .limits import Limiter, too_many
from .questions import TEXT_LENGTH, TooLong, clean
from .request import SILENCE, How, Kind, Note, Outcome, Place, Reply, Request, Settled, Via
from .settling import settle
from .welcome import refusal, stranger, welcome

NAMES = 100  # in one button: far above what one question may ask about
FIELD = 20_000  # characters in one field of a form: far above what any client lets people type
PRESSED = (Via.BUTTON, Via.FORM, Via.SHORTCUT)
UNASKED = (Via.THREAD, Via.EDITED, Via.DELETED)  # what is merely overheard is never answered
ROSTER_S = 1.5  # a roster that takes longer counts as unknown, so the place as mixed


class Desk:
    """The one door into the handlers, for every platform and the command line alike."""

    def __init__(self, ctx: Context, features: Sequence[Feature]) -> None:
        self.ctx = ctx
        self._commands = [command for feature in features for command in feature.commands]
        self._actions: dict[str, Action] = {}
        self._entries: dict[Via, Handler] = {}
        self._threads: dict[str, Thread] = {}
        self._lookups: dict[str, Suggest] = {}
        self._files = next((feature.files for feature in features if feature.files), None)
        for feature in reversed(features):  # as with verbs, the first one has the say
            self._actions.update(feature.actions)
            self._entries.update(feature.entries)
            self._threads.update(feature.threads)
            self._lookups.update(feature.lookups)
        self._limiter = Limiter(ctx.policy.limits.questions_a_minute)
        self._tasks: set[asyncio.Task[None]] = set()
        self.queued: Callable[[], None] = lambda: None  # told after a commit that queued something

    def fresh(self, who: Identity) -> bool:
        """Whether `who` can be answered without asking the platform who they are."""
        return self.ctx.platforms.fresh(who) is not None

    def met(self, who: Identity) -> bool:
        """Whether `who` can be told from what is kept, however old: enough to show them a form."""
        return self.fresh(who) or self.ctx.directory.linked(who) is not None

    def at_hand(self, request: Request) -> bool:
        """Whether the answer needs nothing of the platform: who asks is known, and who reads it."""
        if request.via is Via.PLACE:
            return True
        alone = request.private or request.place.kind in (Kind.PERSONAL, Kind.NOWHERE)
        return alone and request.via is not Via.INSTALL and self.fresh(request.who)

    def changes(self, request: Request) -> bool:
        """Whether this is acknowledged only after its commit."""
        if request.via in PRESSED:
            action = self._actions.get(request.action)
            return action is not None and action.changes and not self.opens(request)
        return request.via in (Via.MESSAGE, Via.COMMAND) and self._command(request.text)[0].changes

    def opens(self, request: Request) -> bool:
        """Whether this is answered with a form to fill in."""
        if request.via in (Via.BUTTON, Via.SHORTCUT):
            action = self._actions.get(request.action)
            return action is not None and action.form is not None
        return request.via is Via.COMMAND and self._command(request.text)[0].opens

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

    def joined(self, address: str) -> None:
        """Somebody joined or left there: an escalation channel is looked at at once."""
        if not self.ctx.db.look(lambda db: outsiders.watched(db, address)):
            return
        now = self.ctx.now()
        task = asyncio.create_task(
            self.ctx.db.write(lambda db: outsiders.plan(db, address, at=now))
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def concerned(self, request: Request) -> bool:
        """Whether what became of a place is to be handed in (`Via.PLACE`)."""
        return self.ctx.db.look(lambda db: places.concerned(db, request))

    def removed(self, team: str) -> bool:
        """Whether the bot was taken out of a whole team, or workspace, and not let in since."""
        return self.ctx.db.look(lambda db: places.removed(db, team))

    def topic(self, place: Place) -> str:
        """What the message is about that a thread hangs below, '' if it is none of ours."""
        if not place.thread:
            return ""
        return self.ctx.db.look(lambda db: posts.topic(db, place.address, place.thread))

    async def suggest(self, request: Request) -> tuple[Choice, ...]:
        """What a `Lookup` offers for the text typed so far: an aid to typing, so not on record."""
        person = await identify(self.ctx, request.who, fetch=False)
        find = self._lookups.get(request.action)
        if person is None or find is None or len(request.text) > TEXT_LENGTH:
            return ()
        ask = Ask(request, person, person.audience, rest=clean(request.text))
        try:
            return await find(ask, self.ctx)
        except PersonError:
            return ()

    async def form(self, request: Request, errors: Mapping[str, str]) -> Form | None:
        """The form that was sent, as it came back: for an edge that nothing was recorded for."""
        person = await identify(self.ctx, request.who, fetch=False)
        action = self._actions.get(request.action)
        if person is None or action is None or action.form is None:
            return None
        ask, _ = await self._placed(request, person)
        try:
            form = await action.form(ask, self.ctx)
        except PersonError:
            return None
        return form.refilled(request.data, errors)

    async def answer(
        self, request: Request, ticket: Ticket, *, fetch: bool = True
    ) -> Settled | None:
        """None for a repeated delivery with nothing to show. Raises store.db.Withdrawn."""
        if request.via is Via.INSTALL:
            return await self._settle(request, None, welcome(self.ctx), How.QUEUED, ticket)
        if request.via is Via.PLACE:
            change = places.change(request, self.ctx)
            return await self._settle(request, None, change, How.SILENT, ticket)
        person = await identify(self.ctx, request.who, fetch=fetch)
        if person is None:
            how = How.RETURN if request.sync else How.PRIVATE
            # a stranger who insists is not answered, and fills no log
            insists = self._limiter.over(str(request.who), request.once, now=self.ctx.now())
            silent = request.via in UNASKED or insists
            outcome: Outcome = SILENCE if silent else stranger(self.ctx)
            return await self._settle(request, None, outcome, how, ticket)
        ask, how = await self._placed(request, person)
        try:
            outcome = await self._outcome(ask)
        except PersonError as error:
            outcome = await self._refused(ask, error)
        return await self._settle(request, ask, outcome, how, ticket)

    async def _outcome(self, ask: Ask) -> Outcome:
        request = ask.request
        if request.via not in UNASKED and self._over(ask):
            if request.via is Via.FORM:  # what was typed stays
                raise TooMany
            return too_many(ask.person, self.ctx)
        if entry := self._entries.get(request.via):
            return await entry(ask, self.ctx)
        if request.via in PRESSED:
            return await self._act(ask)
        if thread := self._threads.get(request.under.partition(":")[0]):
            outcome = await thread(ask, self.ctx)
            if outcome is not None:
                return outcome
        if request.via in UNASKED:
            return SILENCE
        if request.files and self._files:
            outcome = await self._files(ask, self.ctx)
            if outcome is not None:
                return outcome
        command, rest = self._command(request.text)
        return await command.run(Ask(request, ask.person, ask.audience, ask.public, rest), self.ctx)

    def _over(self, ask: Ask) -> bool:
        return self._limiter.over(ask.person.id, ask.request.once, now=self.ctx.now())

    async def _act(self, ask: Ask) -> Outcome:
        """A button, a form, a shortcut: what has a form shows it first."""
        request = ask.request
        action = self._actions.get(request.action)
        if action is None:
            raise OldButton
        if request.via is Via.FORM:
            if wrong := {name for name, value in request.data.items() if len(value) > FIELD}:
                raise Unfinished(dict.fromkeys(wrong, "That is too much. Please write less."))
            return await action.run(ask, self.ctx)
        if any(map(_overlong, request.data.values())):
            raise TooLong
        if action.form:
            return opening(await action.form(ask, self.ctx))
        return await action.run(ask, self.ctx)

    async def _refused(self, ask: Ask, error: PersonError) -> Reply:
        """In words; a form comes back as it was sent, with what is wrong at its fields."""
        reply, request = refusal(error), ask.request
        action = self._actions.get(request.action)
        if request.via is not Via.FORM or action is None or action.form is None:
            return reply
        errors = error.errors if isinstance(error, Unfinished) else {ANYWHERE: str(error)}
        try:
            form = await action.form(ask, self.ctx)
        except PersonError:  # what it was about is no more
            return reply
        return replace(reply, form=form.refilled(request.data, errors))

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
        if request.via in UNASKED:
            return Ask(request, who, who.audience), How.PRIVATE
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
        ask: Ask | None,
        outcome: Outcome,
        how: How,
        ticket: Ticket,
    ) -> Settled | None:
        write = self.ctx.db.write
        person = ask.person if ask else None
        try:
            settled = await write(
                lambda db: settle(db, request, person, outcome, how, self.ctx), ticket=ticket
            )
        except PersonError as error:  # found out inside the change, which is undone
            refused = await self._refused(ask, error) if ask else refusal(error)
            settled = await write(
                lambda db: settle(db, request, person, refused, how, self.ctx), ticket=ticket
            )
        if callable(outcome) or how is How.QUEUED:
            self.queued()
        if settled is not None and settled.reload:
            await self.ctx.lists.refresh(now=self.ctx.now())
        return settled


def opening(form: Form) -> Reply:
    """A form to be shown; where none can be, a button that opens it."""
    button = Button(form.title, form.action, form.data, "primary", form=True)
    card = Card(f"{form.title}: there is a form for this.", (Buttons((button,)),))
    return Reply(card, Note("form.opened", detail={"form": form.action}), form=form)


def _overlong(value: str) -> bool:
    """More than a question may hold, in a field or in a button that was made by hand."""
    return len(value) > TEXT_LENGTH or value.count("\n") >= NAMES
