"""Answers of a platform, kept for a while: one call for all who ask at the same time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

FAILED = timedelta(seconds=30)  # how long "not known now" is believed


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    value: V | None
    until: datetime


class Kept(Generic[K, V]):
    """`ask` returns None for "not known now"; at most `size` answers are kept."""

    def __init__(
        self,
        ask: Callable[[K], Awaitable[V | None]],
        now: Callable[[], datetime],
        *,
        life: timedelta,
        size: int,
    ) -> None:
        self._ask = ask
        self._now = now
        self._life = life
        self._size = size
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._asking: dict[K, asyncio.Task[V | None]] = {}

    def fresh(self, key: K) -> V | None:
        """What is kept and not too old, without a call."""
        entry = self._entries.get(key)
        return entry.value if entry and entry.until > self._now() else None

    def asked(self, key: K) -> bool:
        """Whether a call would only repeat one that was answered, or failed, just now."""
        entry = self._entries.get(key)
        return entry is not None and entry.until > self._now()

    async def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        if entry and entry.until > self._now():
            return entry.value
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._fill(key))
        # shielded: one who stops waiting does not take the answer from the others
        return await asyncio.shield(task)

    def keep(self, key: K, value: V | None) -> None:
        life = self._life if value is not None else FAILED
        self._entries[key] = _Entry(value, self._now() + life)
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def forget(self, key: K) -> None:
        """What is being asked just now may be of before: that is not kept either."""
        self._entries.pop(key, None)
        self._asking.pop(key, None)

    async def _fill(self, key: K) -> V | None:
        mine = asyncio.current_task()
        try:
            value = await self._ask(key)
            if self._asking.get(key) is mine:
                self.keep(key, value)
        finally:
            if self._asking.get(key) is mine:
                del self._asking[key]
        return value
