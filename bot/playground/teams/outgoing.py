"""From Teams to the bot: activities with a signed token, posted to `/api/messages`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.wire import Delivery, Json, Wire

from .identity import Flaw
from .state import State

MESSAGE_WITHIN_S = 15.0
INVOKE_WITHIN_S = 5.0


@dataclass
class Outgoing:
    """`again` is how often an unanswered message is repeated, with the same activity id."""

    state: State
    wire: Wire
    message_within_s: float = MESSAGE_WITHIN_S
    invoke_within_s: float = INVOKE_WITHIN_S
    again: int = 0

    async def send(self, activity: Json, *, flaw: Flaw | None = None) -> Delivery:
        activity = {"serviceUrl": self.state.service_url, **activity}
        kind = str(activity["type"])
        sent = json.dumps(activity).encode()
        delivery = await self.post(kind, sent, flaw=flaw)
        for _ in range(self.again):
            if delivery.ok or kind == "invoke" or 400 <= delivery.status < 500:
                break
            delivery = await self.post(kind, sent, flaw=flaw)
        return delivery

    async def post(
        self,
        kind: str,
        body: bytes,
        *,
        flaw: Flaw | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """These bytes with a fresh token; headers given here win."""
        made = {"Content-Type": "application/json; charset=utf-8"}
        if self.state.app.id and flaw != "no_token":
            token = self.state.issuer.token(self.state.service_url, flaw=flaw)
            made["Authorization"] = f"Bearer {token}"
        within_s = self.invoke_within_s if kind == "invoke" else self.message_within_s
        url = f"{self.state.bot_url}/api/messages"
        return await self.wire.post(kind, url, made | dict(headers or {}), body, timeout_s=within_s)
