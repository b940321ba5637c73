"""Who someone is and who is in a conversation, as Teams says; kept 10 minutes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import structlog

from bot.kept import Kept
from bot.sending import TryLater
from handlers.context import Clock
from handlers.request import File, Named, NotReadable, Profile
from store.rows import Identity, Platform

from .connector import Answered, Connector
from .downloads import Downloads
from .limits import MEMBERS_PAGE, MEMBERS_PAGES
from .rooms import PREFIX, Rooms, conversation
from .text import clean

KEPT = timedelta(minutes=10)
PEOPLE = 20_000
CONVERSATIONS = 2_000
GENERAL = "General"  # Teams gives a team's first channel no name: each client says it in its words
GUEST_MARK = "#EXT#"  # in the user principal name that a guest gets in the inviting tenant
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Met:
    """Where someone was last met, and the id they have there (29:…)."""

    address: str
    ident: str


class Members:
    """`handlers.request.Platforms` for Teams. `tenant` is the bot's own; '' trusts every one,
    which only local clients without an app id get.
    """

    def __init__(
        self,
        connector: Connector,
        rooms: Rooms,
        now: Clock,
        *,
        tenant: str,
        downloads: Downloads | None = None,
    ) -> None:
        self._downloads = downloads
        self._connector = connector
        self._rooms = rooms
        self._tenant = tenant
        self._met: OrderedDict[Identity, _Met] = OrderedDict()
        self._profiles = Kept(self._ask_profile, now, life=KEPT, size=PEOPLE)
        self._rosters = Kept(self._ask_roster, now, life=KEPT, size=CONVERSATIONS)

    def met(self, who: Identity, address: str, ident: str) -> None:
        """Note where a person wrote from: only a common conversation can be asked about them."""
        self._met[who] = _Met(address, ident)
        self._met.move_to_end(who)
        if len(self._met) > PEOPLE:
            self._met.popitem(last=False)

    def changed(self, address: str) -> None:
        """Someone joined or left: the roster is asked for anew."""
        self._rosters.forget(address)

    def fresh(self, who: Identity) -> Profile | None:
        return self._profiles.fresh(who)

    def asked(self, who: Identity) -> bool:
        """Whether Teams was asked about them just now, whatever came of it."""
        return self._profiles.asked(who)

    async def profile(self, who: Identity) -> Profile | None:
        return await self._profiles.get(who)

    async def named(self, address: str) -> Named | None:
        """Only a team tells what its channels are called; what a chat is called, nobody says."""
        spot = self._rooms.get(address)
        if spot is None or not spot.team:
            return Named({}, present=False)
        team = f"v3/teams/{quote(conversation(spot.team), safe='')}"
        about = await self._get(address, team)
        found = await self._get(address, f"{team}/conversations")
        channels = found.get("conversations") if found else None
        if about is None or not isinstance(channels, list):
            return None
        names = {
            f"{PREFIX}{each['id']}": clean(str(each.get("name") or GENERAL))
            for each in channels
            if isinstance(each, dict) and each.get("id")
        }
        return Named(names, spot.team, clean(str(about.get("name") or "")))

    async def download(self, who: Identity, file: File, *, most: int) -> bytes | None:
        spot = self._rooms.personal(who)
        if self._downloads is None or spot is None:
            raise NotReadable
        return await self._downloads.get(file, service_url=spot.service_url, most=most)

    async def roster(self, address: str) -> tuple[Profile, ...] | None:
        return await self._rosters.get(address)

    async def _ask_profile(self, who: Identity) -> Profile | None:
        met = self._met.get(who) or self._personal(who)
        if met is None:
            return None
        path = f"{_members(met.address)}/{quote(met.ident, safe='')}"
        found = await self._get(met.address, path)
        return self._read(found, who) if found else None

    def _personal(self, who: Identity) -> _Met | None:
        spot = self._rooms.personal(who)
        return _Met(spot.address, who.member) if spot else None

    async def _ask_roster(self, address: str) -> tuple[Profile, ...] | None:
        people: list[Profile] = []
        spot = self._rooms.get(address)
        query = {"pageSize": str(MEMBERS_PAGE)}
        for _ in range(MEMBERS_PAGES):
            page = await self._get(address, f"{_paged(address)}", query)
            members = page.get("members") if page else None
            if page is None or not isinstance(members, list):
                return None
            people += [self._member(each, spot.tenant if spot else "") for each in members]
            if not (more := page.get("continuationToken")):
                return tuple(people)
            query["continuationToken"] = str(more)
        return None

    def _member(self, member: Mapping[str, Any], tenant: str) -> Profile:
        ident = str(member.get("aadObjectId") or member.get("objectId") or member.get("id", ""))
        profile = self._read(member, Identity(Platform.TEAMS, tenant, ident))
        self._profiles.keep(profile.who, profile)
        return profile

    def _read(self, member: Mapping[str, Any], who: Identity) -> Profile:
        home = str(member.get("tenantId") or "")
        return Profile(
            who=who,
            name=str(member.get("name") or ""),
            email=_email(member),
            home=home,
            own=not self._tenant or home.casefold() == self._tenant.casefold(),
        )

    async def _get(
        self, address: str, path: str, query: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | None:
        try:
            return await self._connector.get(self._rooms.service_url(address), path, query)
        except (Answered, TryLater) as error:
            log.info("members not known", place=address, why=str(error))
            return None


def _members(address: str) -> str:
    return f"v3/conversations/{quote(conversation(address), safe='')}/members"


def _paged(address: str) -> str:
    return f"v3/conversations/{quote(conversation(address), safe='')}/pagedmembers"


def _email(member: Mapping[str, Any]) -> str:
    """The mail address; else the user principal name, unless it is a guest's made-up one."""
    email = str(member.get("email") or "")
    name = str(member.get("userPrincipalName") or "")
    return email or ("" if GUEST_MARK in name.upper() else name)
