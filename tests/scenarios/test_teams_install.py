"""The first words after being added."""

from typing import Literal

import pytest

from .teams import DEALS, GROUP, PAT, Office, read

Order = tuple[Literal["installation", "members"], Literal["installation", "members"]]
ORDERS: tuple[Order, Order] = (("installation", "members"), ("members", "installation"))


@pytest.mark.parametrize("order", ORDERS)
async def test_a_person_is_welcomed_once_whatever_the_order(teams: Office, order: Order) -> None:
    chat = teams.pat.chat()
    await teams.sim.install(chat, PAT, order=order)
    await teams.settled()
    [welcome] = teams.pat.seen(chat.id)
    assert read(welcome).startswith("Hello, I'm Hardline.")


@pytest.mark.parametrize("order", ORDERS)
async def test_a_team_is_welcomed_once_in_a_thread_of_its_own(teams: Office, order: Order) -> None:
    where = teams.sim.world.conversations[DEALS]
    await teams.sim.install(where, teams.ana.user.id, order=order)
    await teams.settled()
    [welcome] = teams.ana.seen(DEALS)
    assert not welcome.is_reply


async def test_people_who_join_are_not_welcomed(teams: Office) -> None:
    where = teams.sim.world.conversations[GROUP]
    await teams.sim.add_member(where, teams.sam.user.id, by=teams.ana.user.id)
    await teams.settled()
    assert teams.ana.seen(GROUP) == []


async def test_a_partner_who_joins_makes_the_place_mixed_at_once(teams: Office) -> None:
    where = teams.sim.world.conversations[GROUP]
    where = teams.sim.world.roster(where, drop=PAT)
    before = await teams.ask(teams.ana, "is Contoso named?", GROUP)
    await teams.sim.add_member(where, PAT, by=teams.ana.user.id)
    after = await teams.ask(teams.ana, "is Contoso named?", GROUP)
    assert "12,000" in read(before)
    assert "12,000" not in read(after)


async def test_removal_is_taken_note_of_without_a_word(teams: Office) -> None:
    [told] = await teams.sim.uninstall(teams.pat.chat(), PAT)
    await teams.settled()
    assert (told.status, teams.pat.seen(teams.pat.chat().id)) == (202, [])
