"""What becomes of channels and teams: renamed, deleted, archived. Told in the team's first channel.

await teams.lives.rename_channel(DEALS, "West news", by=ANA)
await teams.lives.archive_team(OPEN, by=ANA)    # from now on nothing can be written there
"""

from dataclasses import replace

from bot.playground.wire import Delivery, Json

from . import payloads
from .outgoing import Outgoing
from .state import State
from .world import Conversation, World


class Lives:
    """Each tells the bot, if it is in that team."""

    def __init__(self, state: State, outgoing: Outgoing) -> None:
        self._state, self._outgoing = state, outgoing

    @property
    def _world(self) -> World:
        return self._state.world

    async def rename_channel(self, channel: str, name: str, *, by: str) -> Delivery | None:
        where = self._put(replace(self._world.conversations[channel], name=name))
        return await self._tell("channelRenamed", where, by)

    async def delete_channel(self, channel: str, *, by: str) -> Delivery | None:
        """What was in it comes back with it, if it is restored within a month."""
        where = self._world.conversations.pop(channel)
        self._world.deleted_channels[channel] = where
        return await self._tell("channelDeleted", where, by)

    async def restore_channel(self, channel: str, *, by: str) -> Delivery | None:
        where = self._put(self._world.deleted_channels.pop(channel))
        return await self._tell("channelRestored", where, by)

    async def rename_team(self, team: str, name: str, *, by: str) -> Delivery | None:
        world = self._world
        world.teams[team] = replace(world.teams[team], name=name)
        return await self._tell("teamRenamed", self._first(team), by)

    async def archive_team(self, team: str, *, by: str) -> Delivery | None:
        self._world.archived.add(team)
        return await self._tell("teamArchived", self._first(team), by)

    async def unarchive_team(self, team: str, *, by: str) -> Delivery | None:
        self._world.archived.discard(team)
        return await self._tell("teamUnarchived", self._first(team), by)

    def _put(self, where: Conversation) -> Conversation:
        self._world.conversations[where.id] = where
        self._world.bell.ring()
        return where

    def _first(self, team: str) -> Conversation:
        """The one that shares its id with the team, or stands for it."""
        found = [c for c in self._world.conversations.values() if c.team == team]
        return next((each for each in found if each.id == team), found[0])

    async def _tell(self, event: str, where: Conversation, by: str) -> Delivery | None:
        world = self._world
        if where.team not in world.installed:
            return None
        user = world.users[by]
        activity = payloads.activity("conversationUpdate", user, where, world, self._state.app)
        data: Json = activity["channelData"]
        data["eventType"] = event
        data["channel"] |= {"name": where.name}
        activity["conversation"]["id"] = where.team  # all that becomes of a team is told there
        return await self._outgoing.send(activity)
