"""One person's client, whichever platform it is of: what differs between them stays in here."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.playground import slack, teams
from bot.playground.cast import BOT
from bot.playground.slack.checks import walk
from bot.playground.teams.answers import Outcome
from bot.teams.package import OPEN, SHARE
from tests.bot.teams.cards import of_type
from tests.bot.teams.cards import text as read

from .slack import shown

SLACK_MENU = {OPEN: "open_escalation", SHARE: "share_other_side"}


if TYPE_CHECKING:
    from .both import Street


@dataclass(frozen=True)
class Seen:
    """A message of the bot's, or what stands in a form's place, as somebody has it before them."""

    text: str
    labels: tuple[str, ...] = ()
    on: Any = field(default=None, repr=False)

    def label(self, begins: str) -> str:
        return next(each for each in self.labels if each.startswith(begins))


class Hand(ABC):
    """One person's client."""

    platform: str

    def __init__(self, street: Street, name: str, ident: str) -> None:
        self.street, self.name, self.ident = street, name, ident

    async def ask(self, words: str) -> Seen:
        """In the own chat; the bot's answer."""
        self.street.clock.forward(seconds=5)
        before = len(self.read())
        await self.say(self.chat, words)
        await self.street.calm()
        return self.read()[before:][0]

    async def press(self, on: Seen, label: str) -> str:
        """A button without a form; what they are told of it, if anything."""
        self.street.clock.forward(seconds=5)
        told = await self._press(on, on.label(label))
        await self.street.calm()
        return told

    async def fill(self, on: Seen, label: str, **typed: str) -> Seen:
        """Press a button that opens a form, and send it; what stands in its place then."""
        self.street.clock.forward(seconds=5)
        done = await self.send(await self.open(on, on.label(label)), **typed)
        await self.street.calm()
        return done

    def find(self, words: str, where: str = "") -> Seen:
        """The newest message of the bot's there, the own chat if not said, that has these words."""
        found = [each for each in self.read(where) if words in each.text]
        assert found, f"{self.name} sees nothing of {words!r}: {self.read(where)}"
        return found[-1]

    @property
    @abstractmethod
    def chat(self) -> str: ...

    @abstractmethod
    async def say(self, where: str, words: str, *, thread: str = "") -> Any: ...

    @abstractmethod
    async def mention(self, where: str, words: str) -> Seen:
        """Say it to the bot where others read along; its answer, there."""

    @abstractmethod
    async def drop(self, name: str, body: bytes) -> Seen:
        """A file in the own chat; the bot's last word on it."""

    @abstractmethod
    async def edit(self, said: Any, words: str) -> None: ...

    @abstractmethod
    async def delete(self, said: Any) -> None: ...

    @abstractmethod
    def read(self, where: str = "") -> list[Seen]:
        """The bot's messages, oldest first."""

    @abstractmethod
    async def _press(self, on: Seen, label: str) -> str: ...

    @abstractmethod
    async def open(self, on: Seen, label: str) -> Any:
        """The form behind a button."""

    @abstractmethod
    async def escalate(self, account: str) -> Any:
        """The form, by the command that the platform has for it."""

    @abstractmethod
    async def menu(self, message: Any, command: str) -> Any:
        """An action of a message's menu; the form that it opens, if it does."""

    @abstractmethod
    async def send(self, form: Any, **typed: str) -> Seen: ...

    @abstractmethod
    async def choose(self, form: Any, field_: str, typed: str) -> str:
        """Type into a look-up of a form; the value of the first that it offers."""

    @abstractmethod
    def called(self, on: Seen) -> bool:
        """Whether that message calls them."""

    @abstractmethod
    def received(self) -> list[str]:
        """All that this client ever got from the bot: messages, their former versions, answers,
        forms."""


class InSlack(Hand):
    platform = "slack"

    def __init__(self, street: Street, name: str, ident: str) -> None:
        super().__init__(street, name, ident)
        self.sim = street.stage.slack
        self.client = self.sim.client(ident)
        self._forms: list[str] = []

    @property
    def chat(self) -> str:
        return self.client.dm().id

    async def say(self, where: str, words: str, *, thread: str = "") -> slack.Message:
        said = await self.client.say(where, words, thread_ts=thread)
        await self.street.calm()
        return said

    async def mention(self, where: str, words: str) -> Seen:
        await self.say(where, f"<@{BOT}> {words}")
        return self.read(where)[-1]

    async def drop(self, name: str, body: bytes) -> Seen:
        await self.client.say(self.chat, "", files={name: body})
        await self.street.calm()
        return self.read()[-1]

    async def edit(self, said: slack.Message, words: str) -> None:
        await self.client.edit(said, words)
        await self.street.calm()

    async def delete(self, said: slack.Message) -> None:
        await self.client.delete(said)
        await self.street.calm()

    def read(self, where: str = "") -> list[Seen]:
        found = self.sim.world.in_channel(where or self.chat)
        return [
            self._seen(each.blocks, each)
            for each in found
            if each.user == BOT and each.only_for in ("", self.ident)
        ]

    def _seen(self, blocks: Sequence[Any], on: Any) -> Seen:
        labels = [one["text"]["text"] for one in _walk(blocks) if one.get("type") == "button"]
        return Seen("\n".join(shown(blocks)), tuple(labels), on)

    async def _press(self, on: Seen, label: str) -> str:
        before = {each.on.ts for each in self._own(on)}
        outcome = await self.client.press(on.on, self._action(on, label))
        assert outcome.ok, (outcome.error, outcome.errors)
        await self.street.calm()
        new = [each for each in self._own(on) if each.on.ts not in before]
        return new[-1].text if new else ""

    def _own(self, on: Seen) -> list[Seen]:
        """What only they see, where that message stands."""
        return [each for each in self.read(on.on.channel) if each.on.only_for == self.ident]

    def _action(self, on: Seen, label: str) -> str:
        buttons = [one for one in _walk(on.on.blocks) if one.get("type") == "button"]
        return next(str(one["action_id"]) for one in buttons if one["text"]["text"] == label)

    async def open(self, on: Seen, label: str) -> slack.View:
        outcome = await self.client.press(on.on, self._action(on, label))
        assert outcome.ok, (outcome.error, outcome.errors)
        return await self._modal()

    async def _modal(self) -> slack.View:
        def look() -> slack.View | None:
            return next(reversed(self.sim.world.modals.get(self.ident, ())), None)

        view = await self.sim.wait_for(look)
        assert view is not None
        self._forms.append(json.dumps(view.body))
        return view

    async def escalate(self, account: str) -> slack.View:
        outcome = await self.client.command(self.chat, "/escalate", account)
        assert outcome.ok, outcome.error
        return await self._modal()

    async def menu(self, message: slack.Message, command: str) -> slack.View | None:
        outcome = await self.client.shortcut(SLACK_MENU[command], message)
        assert outcome.ok, (outcome.error, outcome.errors)
        return await self._modal() if command == OPEN else None

    async def send(self, form: slack.View, **typed: str) -> Seen:
        outcome = await self.client.submit(form, typed)
        assert outcome.ok, (outcome.error, outcome.errors)
        if outcome.view is None:
            return Seen("")
        seen = self._seen(outcome.view.blocks, outcome.view)
        await self.client.close(outcome.view)
        return seen

    async def choose(self, form: slack.View, field_: str, typed: str) -> str:
        element = next(one for one in form.blocks if one.get("block_id") == field_)["element"]
        found = await self.client.options(form, element["action_id"], typed)
        return str(found[0]["value"])

    def called(self, on: Seen) -> bool:
        return f"<@{self.ident}>" in json.dumps(on.on.blocks)

    def received(self) -> list[str]:
        world = self.sim.world
        mine = {each.id for each in world.channels.values() if self.ident in each.members}
        told = [
            json.dumps([each.message.text, each.message.blocks, each.message.attachments])
            for each in world.log
            if each.message.channel in mine
            and each.message.user == BOT
            and each.message.only_for in ("", self.ident)
        ]
        asked = [each for each in self.sim.sent if self.ident.encode() in each.body]
        views = [world.homes.get(self.ident), *world.modals.get(self.ident, ())]
        answers = [each.answer.decode() for each in asked if each.kind != "event"]
        return [*told, *answers, *self._forms, *(json.dumps(v.body) for v in views if v)]


class InTeams(Hand):
    platform = "teams"

    def __init__(self, street: Street, name: str, ident: str) -> None:
        super().__init__(street, name, ident)
        self.sim = street.stage.teams
        self.client = self.sim.client(ident)

    @property
    def chat(self) -> str:
        return self.client.chat().id

    async def say(self, where: str, words: str, *, thread: str = "") -> teams.Message:
        said = await self.client.say(where, words, mention=False, thread=thread)
        await self.street.calm()
        return said

    async def mention(self, where: str, words: str) -> Seen:
        await self.client.say(where, words, mention=True)
        await self.street.calm()
        return self.read(where)[-1]

    async def drop(self, name: str, body: bytes) -> Seen:
        await self.client.say(self.chat, "", files={name: body})
        await self.street.calm()
        return self.read()[-1]

    async def edit(self, said: teams.Message, words: str) -> None:
        assert await self.client.edit(said, words)
        await self.street.calm()

    async def delete(self, said: teams.Message) -> None:
        assert await self.client.delete(said)
        await self.street.calm()

    def read(self, where: str = "") -> list[Seen]:
        found = self.client.seen(where or self.chat)
        return [self._seen(each.card, each) for each in found if not each.sender]

    def _seen(self, card: Any, on: Any) -> Seen:
        kinds = ("Action.Submit", "Action.Execute")
        labels = [str(one["title"]) for kind in kinds for one in of_type(card, kind)]
        return Seen(read(card), tuple(dict.fromkeys(labels)), on)  # a fallback has its own's title

    async def _press(self, on: Seen, label: str) -> str:
        outcome = await self.client.press(on.on, label)
        assert outcome.ok, outcome.error
        return outcome.text or read(outcome.dialog)

    async def open(self, on: Seen, label: str) -> Outcome:
        outcome = await self.client.press(on.on, label)
        assert outcome.ok, outcome.error
        return outcome

    async def escalate(self, account: str) -> Outcome:
        card = await self.ask(f"escalate {account}")
        return await self.open(card, card.label("Open escalation"))

    async def menu(self, message: teams.Message, command: str) -> Outcome:
        outcome = await self.client.message_action(message, command)
        assert outcome.ok, outcome.error
        return outcome

    async def send(self, form: Outcome, **typed: str) -> Seen:
        fields = {f"f.{name}": value for name, value in typed.items()}
        outcome = await self.client.send_dialog(form, fields)
        assert outcome.ok, outcome.error
        if outcome.dialog:
            return self._seen(outcome.dialog, outcome)
        return Seen(outcome.text)

    async def choose(self, form: Outcome, field_: str, typed: str) -> str:
        found = await self.client.suggest(form, f"f.{field_}", typed)
        return str(found.results[0]["value"])

    def called(self, on: Seen) -> bool:
        entities = on.on.card.get("msteams", {}).get("entities", ())
        account = self.sim.world.users[self.ident].account(self.sim.app.id)
        return any(each["mentioned"]["id"] in (self.ident, account) for each in entities)

    def received(self) -> list[str]:
        world = self.sim.world
        mine = {each.id for each in world.conversations.values() if self.ident in each.members}
        told = [
            json.dumps([each.message.text, each.message.cards, each.message.summary])
            for each in world.log
            if each.message.conversation in mine and not each.message.sender
        ]
        asked = [each for each in self.sim.sent if self.ident.encode() in each.body]
        views = [view for key, view in world.views.items() if key[0] == self.ident]
        return [*told, *(each.answer.decode() for each in asked), *map(json.dumps, views)]


def _walk(value: Any) -> list[dict[str, Any]]:
    return list(walk(list(value)))
