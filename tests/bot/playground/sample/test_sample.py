"""The sample passes the checks of its own import, and its world fits its people."""

import tomllib
from collections import Counter
from functools import cache

import pytest

from bot.playground.sample import FOLDER
from handlers.importing import accounts, districts, people
from handlers.importing.checked import Checked
from handlers.importing.rows import PersonRow
from handlers.policy import Policy
from store.names import Listed, NameIndex
from store.rows import District, Entry, Role
from store.sheets import Sheet, read

WORLD = tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))
LISTS = ["accounts.csv", "accounts-next.csv"]
PLAYGROUND = "00000000-0000-0000-0000-0000000000001"


def sheet(name: str) -> Sheet:
    return read((FOLDER / name).read_bytes(), filename=name)


@cache
def sample_people() -> Checked[PersonRow]:
    return people.check(sheet("people.csv"), districts=district_names(), people=())


@cache
def sample_districts() -> Checked[District]:
    return districts.check(
        sheet("districts.csv"), people={row.email for row in sample_people().rows}
    )


def district_names() -> dict[str, str]:
    return {row.id: row.name for row in districts.check(sheet("districts.csv"), people=()).rows}


@cache
def sample_list(name: str) -> Checked[Entry]:
    return accounts.check(
        sheet(name),
        districts=district_names(),
        managers={row.email for row in sample_people().rows if row.role is Role.ACCOUNT_MANAGER},
        limits=accounts.ListLimits.of(Policy.load()),
    )


def test_districts_and_people_pass_without_a_word() -> None:
    places, directory = sample_districts(), sample_people()
    assert (places.problems, places.warnings, places.ignored) == ((), (), ())
    assert (directory.problems, directory.warnings, directory.ignored) == ((), (), ())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_passes_without_a_word(name: str) -> None:
    found = sample_list(name)
    assert (found.problems, found.warnings, found.ignored) == ((), (), ())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_tiers_that_the_policy_speaks_of(name: str) -> None:
    tiers = Counter(row.tier for row in sample_list(name).rows if row.tier)
    assert tiers.total() == 1000
    assert 80 <= tiers["strategic"] <= 85 <= tiers["global"] <= 100
    assert 400 <= tiers["corporate"] <= 500


def test_the_next_edition_has_joiners_leavers_and_changes() -> None:
    now, later = ({row.account_id: row for row in sample_list(name).rows} for name in LISTS)
    assert len(now.keys() - later.keys()) == len(later.keys() - now.keys()) == 48
    assert 50 < sum(now[ident] != later[ident] for ident in now.keys() & later.keys()) < 100


def test_every_role_is_there_on_both_platforms() -> None:
    rows = sample_people().rows
    assert {row.role for row in rows if row.slack_id} == set(Role)
    assert {row.role for row in rows if row.teams_id} == set(Role)


def test_the_default_users_of_the_agents_playground_are_among_the_people() -> None:
    rows = [row for row in sample_people().rows if row.teams_id.startswith(PLAYGROUND)]
    assert [(row.name, row.teams_id.partition("/")[2][-2:]) for row in rows] == [
        ("Alex Wilber", "20"),
        ("Megan Bowen", "21"),
        ("Adele Vance", "22"),
        ("Isaiah Langer", "23"),
        ("Patti Fernandez", "24"),
        ("Lynne Robbins", "25"),
    ]


def test_no_made_up_company_is_on_the_list() -> None:
    index = NameIndex.build(
        Listed(row.account_id, row.name, row.aliases, row.domains, row.ticker)
        for row in sample_list("accounts.csv").rows
    )
    firms = {row.firm for row in sample_people().rows if row.firm} | {"Northwind"}
    assert {index.search(firm).status for firm in firms} == {"none"}


def test_everyone_in_a_slack_channel_has_an_id_in_one_of_its_workspaces() -> None:
    home = {row.email: row.slack_id.partition("/")[0] for row in sample_people().rows}
    strangers = [
        (channel["name"], email)
        for channel in WORLD["slack"]["channels"]
        for email in channel["members"]
        if home[email] not in channel["workspaces"]
    ]
    assert strangers == []


def test_everyone_in_a_teams_conversation_has_an_id_there() -> None:
    tenant = {row.email: row.teams_id.partition("/")[0] for row in sample_people().rows}
    teams = WORLD["teams"]
    shared = [c for c in teams["channels"] if c["kind"] == "shared"]
    inside = [*teams["teams"], *teams["chats"], *teams["channels"]]
    assert {
        tenant[email]
        for place in inside
        if place not in shared
        for email in place.get("members", ())
    } == {teams["installed_in"]}
    assert {tenant[email] for place in shared for email in place["members"]} == {
        known["id"] for known in teams["tenants"]
    }


def test_escalation_channels_hold_the_vendors_own_people_only() -> None:
    firm = {row.email: row.firm for row in sample_people().rows}
    for district in sample_districts().rows:
        assert [email for email in members(district.channel) if firm[email]] == []


def test_partner_channels_are_mixed() -> None:
    firm = {row.email: row.firm for row in sample_people().rows}
    for district in sample_districts().rows:
        if district.partner_channel:
            assert len({firm[email] for email in members(district.partner_channel)}) > 1


def members(address: str) -> list[str]:
    """Of the conversation at an address of the districts file; it must be in the world."""
    platform, _, ident = address.partition(":")
    if platform == "slack":
        [channel] = [c for c in WORLD["slack"]["channels"] if c["id"] == ident.partition("/")[2]]
        return list(channel["members"])
    [channel] = [c for c in WORLD["teams"]["channels"] if c["id"] == ident]
    [team] = [t for t in WORLD["teams"]["teams"] if t["id"] == channel["team"]]
    return list(channel.get("members", team["members"]))
