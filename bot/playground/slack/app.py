"""The app as Slack's settings pages know it: tokens, scopes, subscriptions, commands, shortcuts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Literal

from bot.playground.wire import Json

KINDS = ("channels", "groups", "im", "mpim")
SCOPES = frozenset(
    {f"{kind}:{right}" for kind in KINDS for right in ("read", "history")}
    | {"app_mentions:read", "chat:write", "commands", "files:read", "files:write"}
    | {"im:write", "users:read", "users:read.email"}
)
EVENTS = frozenset(
    {f"message.{kind}" for kind in KINDS}
    | {"app_home_opened", "app_mention", "user_change"}
    | {"member_joined_channel", "member_left_channel"}
    | {f"channel_{what}" for what in ("archive", "deleted", "left", "rename", "unarchive")}
    | {f"group_{what}" for what in ("archive", "deleted", "left", "rename", "unarchive")}
    | {"app_uninstalled", "channel_id_changed", "tokens_revoked"}
    | {"channel_shared", "channel_unshared"}
)


@dataclass(frozen=True, kw_only=True)
class App:
    """One installed app. `escapes` holds the commands whose mentions arrive as ids.

    `distributed`: sold outside Slack's Marketplace, so history comes once a minute, 15 messages.
    An empty `commands` or `shortcuts` means "any", for tests that have no manifest at hand.
    """

    team: str
    id: str = "A0HARDLINE"
    name: str = "Hardline"
    user: str = "U0HARDLINE"
    bot: str = "B0HARDLINE"
    bot_token: str = field(default_factory=lambda: f"xoxb-{token_hex(12)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-{token_hex(12)}", repr=False)
    signing_secret: str = field(default_factory=lambda: token_hex(16), repr=False)
    verification: str = field(default_factory=lambda: token_hex(12), repr=False)
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: frozenset[str] = frozenset()
    escapes: frozenset[str] = frozenset()
    shortcuts: Mapping[str, Literal["global", "message"]] = field(default_factory=dict)
    home_tab: bool = True
    distributed: bool = False

    @classmethod
    def from_manifest(cls, manifest: Json, *, team: str) -> "App":
        """What Slack would allow an app that was made from this manifest."""
        features, settings = manifest["features"], manifest["settings"]
        commands = features.get("slash_commands", [])
        return cls(
            team=team,
            name=features["bot_user"]["display_name"],
            scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands=frozenset(c["command"] for c in commands),
            escapes=frozenset(c["command"] for c in commands if c.get("should_escape")),
            shortcuts={s["callback_id"]: s["type"] for s in features.get("shortcuts", [])},
            home_tab=features.get("app_home", {}).get("home_tab_enabled", False),
        )
