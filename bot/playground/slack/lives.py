"""What becomes of channels and of the app in them: renamed, archived, deleted, left, converted.

await slack.lives.rename(STAFF, "west-news")
await slack.lives.archive(STAFF)          # from now on the app is told `is_archived`
await slack.lives.leave(STAFF, by=ANA)    # `/remove @Hardline`
"""

from dataclasses import replace

from bot.playground.wire import Delivery, Json

from . import events
from .outgoing import Outgoing
from .state import State
from .world import Channel, World


class Lives:
    """Each tells the app, if it subscribed. Slack tells of every public channel, and of those
    private ones that the app is in.
    """

    def __init__(self, state: State, outgoing: Outgoing) -> None:
        self._state, self._outgoing = state, outgoing

    @property
    def _world(self) -> World:
        return self._state.world

    async def rename(self, channel: str, name: str, *, by: str = "") -> Delivery | None:
        self._put(replace(self._world.channels[channel], name=name))
        about = {"id": channel, "name": name, "name_normalized": name}
        return await self._tell("rename", channel, {"channel": about}, by)

    async def archive(self, channel: str, *, by: str = "") -> Delivery | None:
        """Members stay members."""
        self._world.change(channel, archived=True)
        return await self._tell("archive", channel, {"channel": channel, "user": by}, by)

    async def unarchive(self, channel: str, *, by: str = "") -> Delivery | None:
        self._world.change(channel, archived=False)
        return await self._tell("unarchive", channel, {"channel": channel, "user": by}, by)

    async def delete(self, channel: str, *, by: str = "") -> Delivery | None:
        gone = self._world.channels[channel]
        told = await self._tell("deleted", channel, {"channel": channel}, by)
        del self._world.channels[channel]
        self._world.deleted_channels[channel] = gone
        self._world.bell.ring()
        return told

    async def invite(self, channel: str, *, by: str) -> Delivery | None:
        """`/invite @Hardline`."""
        app = self._state.app
        where = self._world.join(channel, app.user)
        event: Json = {"type": "member_joined_channel", "user": app.user, "channel": channel}
        event |= {"team": app.team, "inviter": by}
        return await self._send(event, where, by)

    async def leave(self, channel: str, *, by: str) -> Delivery | None:
        """The app is taken out: told as its own leaving, not as a member's."""
        told = {"channel": channel, "actor_id": by}
        self._world.leave(channel, self._state.app.user)
        where = self._world.channels[channel]
        return await self._send({"type": f"{_prefix(where)}_left", **told}, where, by)

    async def convert(self, channel: str, new: str, *, by: str = "") -> Delivery | None:
        """A private channel is shared with another organisation, and gets another id by that."""
        world = self._world
        old = world.channels.pop(channel)
        self._put(replace(old, id=new))
        for message in world.in_channel(channel):
            world.put(replace(message, channel=new), "posted")
        event = {"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new}
        return await self._send(event, world.channels[new], by)

    async def share(self, channel: str, team: str, people: frozenset[str]) -> Delivery | None:
        """With another organisation, of whom these come along at once."""
        old = self._world.channels[channel]
        self._put(replace(old, teams=(*old.teams, team), members=old.members | people))
        event = {"type": "channel_shared", "channel": channel, "connected_team_id": team}
        return await self._send(event, self._world.channels[channel], "")

    async def uninstall(self, *, by: str) -> list[Delivery | None]:
        """The app is removed from the workspace: its token is void, and it is told twice."""
        app, world = self._state.app, self._world
        world.put_user(replace(world.users[app.user], deleted=True))
        tokens = {"oauth": [], "bot": [app.user]}
        return [
            await self._send({"type": "tokens_revoked", "tokens": tokens}, None, by),
            await self._send({"type": "app_uninstalled"}, None, by),
        ]

    def reinstall(self) -> None:
        app, world = self._state.app, self._world
        world.put_user(replace(world.users[app.user], deleted=False))

    def _put(self, channel: Channel) -> None:
        self._world.channels[channel.id] = channel
        self._world.bell.ring()

    async def _tell(self, what: str, channel: str, about: Json, by: str) -> Delivery | None:
        where = self._world.channels[channel]
        if where.kind != "channel" and self._state.app.user not in where.members:
            return None
        return await self._send({"type": f"{_prefix(where)}_{what}", **about}, where, by)

    async def _send(self, event: Json, where: Channel | None, by: str) -> Delivery | None:
        app = self._state.app
        if event["type"] not in app.events:
            return None
        told = event | {"event_ts": self._world.new_ts()}
        sender = by or app.user
        envelope = events.envelope(self._state, told, sender=sender, channel=where)
        return await self._outgoing.event(envelope)


def _prefix(channel: Channel) -> str:
    return "group" if channel.kind == "group" else "channel"
