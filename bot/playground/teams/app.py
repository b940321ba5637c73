"""The Teams app: its bot registration, and what its manifest lets it do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex

from bot.playground.wire import Json

BOT_ID = "b0f5a7de-1c1e-4a6b-9d2f-5f3c1f0e7a11"


@dataclass(frozen=True, kw_only=True)
class App:
    """`id` is the bot's app id; empty means local use without any tokens, as Microsoft's own
    local client does. `tenant` is the bot's own: it is registered as single-tenant.

    `commands` maps a message extension's command to where it may be used ("compose", "message",
    "commandBox"); empty means any, for tests that have no manifest. `hears_all`: the team consented
    to `ChannelMessage.Read.Group`, so messages come without a mention as well.
    """

    tenant: str
    id: str = BOT_ID
    name: str = "Hardline"
    secret: str = field(default_factory=lambda: token_hex(20), repr=False)
    commands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hears_all: bool = False

    @property
    def account(self) -> str:
        """The bot's id in conversations."""
        return f"28:{self.id or 'app-id'}"

    @classmethod
    def from_manifest(cls, manifest: Json, *, tenant: str) -> "App":
        extensions = manifest.get("composeExtensions", [])
        commands = [command for extension in extensions for command in extension["commands"]]
        permissions = manifest.get("authorization", {}).get("permissions", {})
        consented = {p["name"] for p in permissions.get("resourceSpecific", [])}
        return cls(
            tenant=tenant,
            id=manifest["bots"][0]["botId"],
            name=manifest["name"]["short"],
            commands={
                c["id"]: frozenset(c.get("context", ["compose", "commandBox"])) for c in commands
            },
            hears_all="ChannelMessage.Read.Group" in consented,
        )
