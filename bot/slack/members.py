"""Who people are, and who is in a channel, as Slack says: kept 10 minutes, asked for once."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.kept import Kept
from bot.sending import Dead, TryLater
from handlers.request import File, Named, Profile
from store.rows import Identity, Platform

from .downloads import Downloads
from .inbound import channel_of
from .limits import Json
from .web import Call, Web

KEEP = timedelta(minutes=10)
PEOPLE = 20_000  # profiles kept at most
CHANNELS = 2_000
ROSTER = 500  # a channel with more members counts as not known, and so as mixed
PAGE = 200
AT_ONCE = 6  # users.info allows 100 and more a minute, in bursts
PATIENCE_S = 5.0  # a Retry-After longer than this is waited for by nobody
log = structlog.get_logger()


class SlackMembers:
    """handlers.request.Platforms for Slack. None is "not known now"; only a download raises."""

    def __init__(self, web: Web, now: Callable[[], datetime]) -> None:
        self._web = web
        self._now = now
        self._profiles = Kept(self._profile, now, life=KEEP, size=PEOPLE)
        self._rosters = Kept(self._roster, now, life=KEEP, size=CHANNELS)
        self._downloads = Downloads(web)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._closed_until: datetime | None = None

    def fresh(self, who: Identity) -> Profile | None:
        return self._profiles.fresh(who)

    async def profile(self, who: Identity) -> Profile | None:
        return await self._profiles.get(who)

    async def roster(self, address: str) -> tuple[Profile, ...] | None:
        return await self._rosters.get(address)

    async def named(self, address: str) -> Named | None:
        try:
            channel = channel_of(address)
            said = await self._ask(lambda slack: slack.conversations_info(channel=channel))
        except (Dead, TryLater) as error:
            log.info("Slack did not say what that is called", error=str(error))
            return None
        found: Json = said["channel"]
        there = bool(found.get("is_member") and not found.get("is_archived"))
        group = found.get("is_mpim") or found.get("is_im") or not found.get("name")
        name = "a group chat" if group else f"#{found['name']}"
        return Named({address: name}, present=there or bool(group))

    async def download(self, who: Identity, file: File, *, most: int) -> bytes | None:
        return await self._downloads.get(file, most=most)

    def forget(self, address: str) -> None:
        """Somebody came or went: what was kept of this channel no longer holds."""
        self._rosters.forget(address)

    async def _profile(self, who: Identity) -> Profile | None:
        try:
            me = await self._web.me()
            said = await self._ask(lambda slack: slack.users_info(user=who.member))
        except (Dead, TryLater) as error:
            log.info("Slack did not say who that is", error=str(error))
            return None
        return _read(who, said["user"], home=me.team)

    async def _roster(self, address: str) -> tuple[Profile, ...] | None:
        try:
            me = await self._web.me()
            members = await self._members(channel_of(address))
            return tuple(await asyncio.gather(*(self._member(one, me.team) for one in members)))
        except (Dead, TryLater) as error:
            log.info("Slack did not say who is there", error=str(error))
            return None

    async def _members(self, channel: str) -> list[str]:
        members: list[str] = []
        cursor = ""
        while len(members) <= ROSTER:
            more = {"cursor": cursor} if cursor else {}
            page = await self._ask(_page(channel, more))
            members += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return members
        raise TryLater("too many members to look at each")

    async def _member(self, member: str, home: str) -> Profile:
        """Whose workspace they come from is read from their own profile."""
        kept = self._profiles.fresh(Identity(Platform.SLACK, home, member))
        if kept is not None:
            return kept
        said = await self._ask(lambda slack: slack.users_info(user=member))
        who = Identity(Platform.SLACK, said["user"].get("team_id") or "", member)
        profile = _read(who, said["user"], home=home)
        self._profiles.keep(who, profile)
        return profile

    async def _ask(self, call: Call) -> Json:
        """One call, a few at a time; a short Retry-After is waited out, a long one obeyed."""
        async with self._gate:
            if self._closed_until is not None and self._now() < self._closed_until:
                raise TryLater("Slack asked to wait")
            try:
                return await self._web.call(call)
            except TryLater as error:
                if error.after_s is None:
                    raise
                if error.after_s > PATIENCE_S:
                    self._closed_until = self._now() + timedelta(seconds=error.after_s)
                    raise
                await asyncio.sleep(error.after_s)
                return await self._web.call(call)


def _page(channel: str, more: Json) -> Call:
    return lambda slack: slack.conversations_members(channel=channel, limit=PAGE, **more)


def _read(who: Identity, user: Json, *, home: str) -> Profile:
    """Guests of the own workspace are its own: an administrator there invited their e-mail."""
    team = user.get("team_id") or ""
    profile: Json = user.get("profile") or {}
    grid = (user.get("enterprise_user") or {}).get("teams") or ()
    return Profile(
        who=who,
        name=profile.get("real_name") or user.get("name") or "",
        email=profile.get("email") or "",
        home=team,
        own=bool(home) and (team == home or home in grid),
        human=not user.get("is_bot") and user.get("id") != "USLACKBOT",
        active=not user.get("deleted"),
    )
