"""Who people are, as Teams says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.teams.connector import Connector
from bot.teams.members import Members
from bot.teams.rooms import Rooms
from bot.teams.windows import Windows
from store.db import Db
from store.migrations import migrate
from store.rows import Identity, Platform, Spot
from tests.clock import Clock

from .standin import TENANT, Answer, StandIn

Json = dict[str, Any]
ROOM = "teams:19:c@thread.tacv2"
ANA = Identity(Platform.TEAMS, TENANT, "aad-ana")


def member(name: str, **parts: Any) -> Json:
    base = {"id": f"29:{name}", "aadObjectId": f"aad-{name}", "name": name.title()}
    return {**base, "email": f"{name}@vendor.example", "tenantId": TENANT, **parts}


@dataclass
class Hall:
    microsoft: StandIn
    rooms: Rooms
    members: Members
    clock: Clock


@pytest.fixture
async def hall(
    tmp_path: Path, microsoft: StandIn, http: aiohttp.ClientSession
) -> AsyncIterator[Hall]:
    path = tmp_path / "hardline.db"
    migrate(path)
    db, clock = Db(path), Clock()
    rooms = Rooms(db, clock, service_url=microsoft.url)
    connector = Connector(lambda: http, None, Windows(lambda: 0.0))
    members = Members(connector, rooms, clock, tenant=TENANT)
    microsoft.members = [member("ana"), member("bo")]
    spot = Spot(ROOM, Platform.TEAMS, TENANT, "channel", microsoft.url)
    rooms.renew(spot)
    yield Hall(microsoft, rooms, members, clock)
    db.close()


async def test_a_profile_is_asked_for_where_the_person_was_met(hall: Hall) -> None:
    hall.members.met(ANA, ROOM, "29:ana")
    profile = await hall.members.profile(ANA)
    assert profile is not None
    assert (profile.email, profile.home, profile.own) == ("ana@vendor.example", TENANT, True)
    assert hall.microsoft.calls[0].path.endswith("/19:c@thread.tacv2/members/29:ana")


async def test_someone_never_met_is_not_known_and_not_asked_for(hall: Hall) -> None:
    assert await hall.members.profile(ANA) is None
    assert hall.microsoft.calls == []


async def test_a_personal_chat_of_before_the_restart_will_do(hall: Hall) -> None:
    chat = Spot("teams:a:1", Platform.TEAMS, TENANT, "personal", hall.microsoft.url, "", "aad-ana")
    await hall.rooms.write(chat)
    profile = await hall.members.profile(ANA)
    assert profile is not None
    assert profile.name == "Ana"


async def test_a_profile_is_kept_ten_minutes(hall: Hall) -> None:
    hall.members.met(ANA, ROOM, "29:ana")
    await hall.members.profile(ANA)
    hall.clock.at += timedelta(minutes=9)
    assert hall.members.fresh(ANA) is not None
    hall.clock.at += timedelta(minutes=2)
    assert hall.members.fresh(ANA) is None


async def test_a_roster_is_read_once_in_ten_minutes_and_anew_when_someone_joins(hall: Hall) -> None:
    await hall.members.roster(ROOM)
    await hall.members.roster(ROOM)
    assert len(hall.microsoft.calls) == 1
    hall.members.changed(ROOM)
    await hall.members.roster(ROOM)
    assert len(hall.microsoft.calls) == 2


async def test_a_roster_tells_who_everybody_is(hall: Hall) -> None:
    roster = await hall.members.roster(ROOM)
    assert roster is not None
    assert [profile.who.member for profile in roster] == ["aad-ana", "aad-bo"]
    assert hall.members.fresh(ANA) == roster[0]


async def test_a_long_roster_is_read_page_by_page(hall: Hall) -> None:
    pages: list[Json] = [
        {"members": [member("ana")], "continuationToken": "2"},
        {"members": [member("bo")]},
    ]
    hall.microsoft.script.extend(Answer(body=page) for page in pages)
    roster = await hall.members.roster(ROOM)
    assert roster is not None
    assert len(roster) == 2
    assert hall.microsoft.calls[1].query == {"pageSize": "500", "continuationToken": "2"}


async def test_a_roster_without_end_is_not_known(hall: Hall) -> None:
    page = Answer(body={"members": [member("ana")], "continuationToken": "again"})
    hall.microsoft.script.extend([page] * 30)
    assert await hall.members.roster(ROOM) is None


@pytest.mark.parametrize(
    "answer", [Answer(403), Answer(404), Answer(500), Answer(drop=True), Answer(body={"x": 1})]
)
async def test_a_roster_that_fails_is_not_known(hall: Hall, answer: Answer) -> None:
    hall.microsoft.script.extend([answer] * 2)  # aiohttp itself repeats a GET that was cut off
    assert await hall.members.roster(ROOM) is None


EMAILS: dict[str, tuple[Json, str]] = {
    "an address": ({"email": "ana@x.example", "userPrincipalName": "a@y"}, "ana@x.example"),
    "only the principal name": ({"email": None, "userPrincipalName": "ana@x"}, "ana@x"),
    "a guest's made-up name": (
        {"email": "", "userPrincipalName": "ana_x.example#EXT#@v.onmicrosoft.com"},
        "",
    ),
    "neither": ({"email": None}, ""),
}


@pytest.mark.parametrize("name", EMAILS)
async def test_the_email_is_the_persons_own(hall: Hall, name: str) -> None:
    parts, email = EMAILS[name]
    hall.microsoft.members = [member("ana", **parts)]
    hall.members.met(ANA, ROOM, "29:ana")
    profile = await hall.members.profile(ANA)
    assert profile is not None
    assert profile.email == email


@pytest.mark.parametrize("home", ["another", "", None])
async def test_another_tenants_member_is_not_our_own(hall: Hall, home: str | None) -> None:
    hall.microsoft.members = [member("ana", tenantId=home)]
    roster = await hall.members.roster(ROOM)
    assert roster is not None
    assert not roster[0].own
