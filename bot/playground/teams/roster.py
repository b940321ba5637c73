"""Members and teams, as the connector tells them."""

from dataclasses import dataclass

from aiohttp import web

from bot.playground.wire import Json

from .connector import Connector
from .payloads import member_json, team_json
from .state import Refusal, State
from .world import User

PAGE = 200
PAGE_MOST = 500


@dataclass
class Roster:
    state: State
    connector: Connector

    def routes(self) -> list[web.RouteDef]:
        within = "/v3/conversations/{conversation}"
        guarded = self.connector.guarded
        return [
            web.get(f"{within}/members", guarded("members", self.members)),
            web.get(f"{within}/pagedmembers", guarded("members", self.paged)),
            web.get(f"{within}/members/{{member}}", guarded("member", self.member)),
            web.get("/v3/teams/{team}", guarded("team", self.team)),
            web.get("/v3/teams/{team}/conversations", guarded("team", self.channels)),
        ]

    async def members(self, request: web.Request) -> web.Response:
        return web.json_response([self.json(user) for user in self.people(request)])

    async def paged(self, request: web.Request) -> web.Response:
        try:
            size = int(request.query.get("pageSize", PAGE))
            start = int(request.query.get("continuationToken") or 0)
        except ValueError:
            raise Refusal(400, "BadArgument", "pageSize and continuationToken") from None
        if not 0 < size <= PAGE_MOST:
            raise Refusal(400, "BadArgument", f"pageSize is at most {PAGE_MOST}")
        people = self.people(request)
        answer: Json = {"members": [self.json(u) for u in people[start : start + size]]}
        if start + size < len(people):
            answer["continuationToken"] = str(start + size)
        return web.json_response(answer)

    async def member(self, request: web.Request) -> web.Response:
        wanted = self.connector.person(request.match_info["member"])
        for user in self.people(request):
            if user.id == wanted:
                return web.json_response(self.json(user))
        raise Refusal(404, "MemberNotFoundInConversation", "The member is not in the roster.")

    async def team(self, request: web.Request) -> web.Response:
        world = self.state.world
        team = world.teams.get(request.match_info["team"])
        if team is None or team.id not in world.installed:
            raise Refusal(404, "TeamNotFound", "The team is unknown to the bot.")
        return web.json_response(team_json(team, world))

    async def channels(self, request: web.Request) -> web.Response:
        await self.team(request)
        team = request.match_info["team"]
        found = [c for c in self.state.world.conversations.values() if c.team == team]
        return web.json_response({"conversations": [{"id": c.id, "name": c.name} for c in found]})

    def people(self, request: web.Request) -> list[User]:
        where, _ = self.connector.place(request)
        self.connector.count("read", where.id)
        people = [self.state.world.users[m] for m in sorted(where.members)]
        return [person for person in people if not person.deleted]

    def json(self, user: User) -> Json:
        return member_json(user, self.state.app)
