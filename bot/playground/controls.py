"""What only a demo can do: let time pass, and have the next list published."""

import asyncio
from datetime import timedelta

from bot.wiring import Bot
from handlers.errors import PersonError

from .clock import Clock
from .sample import load as sample
from .web import Refused
from .wire import Json

STEP = timedelta(hours=1)  # in one leap a whole week of reminders would come at the same moment
MOST_DAYS = 7


class Controls:
    """The buttons of the page's head. One is done at a time."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._one = asyncio.Lock()

    async def shown(self) -> Json:
        """The demo's time in seconds, and the edition that waits to be published, or ''."""
        waiting = await self._bot.ctx.db.read(lambda db: sample.waiting(db, now=self._clock()))
        return {"now": self._clock().timestamp(), "next": waiting}

    async def do(self, what: str, detail: Json) -> Json:
        """Raises Refused."""
        async with self._one:
            match what:
                case "forward":
                    await self._forward(detail.get("days"))
                case "publish":
                    await self._publish()
                case _:
                    raise Refused(f"The demo can't do {what!r}.")
        return await self.shown()

    async def _forward(self, days: object) -> None:
        if not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
            raise Refused(f"From 1 to {MOST_DAYS} days at once.")
        until = self._clock.ahead + timedelta(days=days)
        while self._clock.ahead < until:
            self._clock.forward(STEP)
            await self._bot.due.tick()

    async def _publish(self) -> None:
        ctx = self._bot.ctx
        try:
            await sample.publish_next(ctx.db, ctx.policy, now=self._clock())
        except PersonError as error:
            raise Refused(str(error)) from error
        await self._bot.due.tick()
