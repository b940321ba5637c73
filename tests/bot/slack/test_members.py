import asyncio
from datetime import timedelta

import pytest

from bot.playground.faults import ALWAYS, Fault
from bot.playground.slack import SlackSim
from bot.slack.members import KEEP, ROSTER, SlackMembers
from bot.slack.web import Web
from store.rows import Identity, Platform
from tests.clock import Clock
from tests.scenarios.slack import ANA, AWAY, GUEST, HOME, QUIET, REP, SHARED, STAFF

HERE = f"slack:{HOME}/"


def who(member: str, team: str = HOME) -> Identity:
    return Identity(Platform.SLACK, team, member)


@pytest.fixture
def members(web: Web, clock: Clock) -> SlackMembers:
    return SlackMembers(web, clock)


async def test_guests_are_the_workspace_s_own_and_people_of_others_are_not(
    members: SlackMembers,
) -> None:
    guest, rep = await members.profile(who(GUEST)), await members.profile(who(REP, AWAY))
    assert guest is not None
    assert rep is not None
    assert (guest.own, guest.email, guest.home) == (True, "gus@firm.example", HOME)
    assert (rep.own, rep.email, rep.home) == (False, "", AWAY)


async def test_someone_switched_off_is_not_active(members: SlackMembers, slack: SlackSim) -> None:
    await slack.deactivate(ANA)
    found = await members.profile(who(ANA))
    assert found is not None
    assert not found.active


async def test_a_profile_is_kept_ten_minutes(
    members: SlackMembers, slack: SlackSim, clock: Clock
) -> None:
    assert members.fresh(who(ANA)) is None
    found = await members.profile(who(ANA))
    slack.faults.down = True
    clock.at += KEEP - timedelta(seconds=1)
    assert await members.profile(who(ANA)) == members.fresh(who(ANA)) == found
    clock.forward(seconds=1)
    assert await members.profile(who(ANA)) is None


async def test_a_roster_holds_everyone_bots_included(members: SlackMembers, web: Web) -> None:
    roster = await members.roster(f"{HERE}{SHARED}")
    assert roster is not None
    me = (await web.me()).user
    assert {one.who.member for one in roster if one.own and one.human} == {"U_ANA", "U_BO"}
    assert {one.who.member for one in roster if not one.human} == {me}
    assert [one.who for one in roster if not one.own] == [who(REP, AWAY)]


async def test_a_roster_is_asked_for_anew_once_someone_came(
    members: SlackMembers, slack: SlackSim
) -> None:
    before = await members.roster(f"{HERE}{STAFF}")
    slack.world.join(STAFF, GUEST)
    assert await members.roster(f"{HERE}{STAFF}") == before
    members.forget(f"{HERE}{STAFF}")
    after = await members.roster(f"{HERE}{STAFF}")
    assert after is not None
    assert who(GUEST) in {one.who for one in after}


@pytest.mark.parametrize(
    "fault", [Fault(status=500), Fault(drop=True), Fault(error="channel_not_found")]
)
async def test_a_roster_that_slack_won_t_give_is_not_known(
    members: SlackMembers, slack: SlackSim, fault: Fault
) -> None:
    slack.faults.add("conversations.members", fault, times=ALWAYS)
    assert await members.roster(f"{HERE}{STAFF}") is None


async def test_one_unknown_member_makes_the_roster_unknown(
    members: SlackMembers, slack: SlackSim
) -> None:
    slack.faults.add("users.info", Fault(error="user_not_visible"))
    assert await members.roster(f"{HERE}{STAFF}") is None


async def test_a_channel_too_large_to_look_at_is_not_known(
    members: SlackMembers, slack: SlackSim
) -> None:
    slack.world.change(QUIET, members=frozenset(f"U{n}" for n in range(ROSTER + 1)))
    assert await members.roster(f"{HERE}{QUIET}") is None


async def test_slack_is_left_alone_for_as_long_as_it_asks(
    members: SlackMembers, slack: SlackSim, clock: Clock
) -> None:
    slack.faults.add("users.info", Fault(status=429, retry_after_s=60))
    assert await members.profile(who(ANA)) is None
    clock.forward(seconds=59)
    assert await members.profile(who(GUEST)) is None
    clock.forward(seconds=31)
    assert await members.profile(who(ANA)) is not None


async def test_a_short_wait_is_waited_out(members: SlackMembers, slack: SlackSim) -> None:
    slack.faults.add("users.info", Fault(status=429, retry_after_s=0))
    assert await members.profile(who(ANA)) is not None


async def test_all_who_ask_at_once_share_one_call(members: SlackMembers, slack: SlackSim) -> None:
    slack.faults.add("users.info", Fault(error="fatal_error"))  # a second call would succeed
    found = await asyncio.gather(*(members.profile(who(ANA)) for _ in range(9)))
    assert found == [None] * 9
