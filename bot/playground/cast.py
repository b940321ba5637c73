"""The sample people in their simulated platforms: the worlds that `sample/` describes."""

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import slack, teams
from .sample import FOLDER

Clock = Callable[[], datetime]
BOT = "U0HARDLINE"
TITLES = {
    "partner_rep": "partner rep",
    "services_lead": "services lead",
    "account_manager": "account manager",
    "district_manager": "district manager",
    "list_owner": "list owner",
    "auditor": "auditor",
    "admin": "admin",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One row of the sample's people file; `slack` and `teams` are (place, id) or None."""

    email: str
    name: str
    title: str
    firm: str
    slack: tuple[str, str] | None
    teams: tuple[str, str] | None


def members() -> tuple[Member, ...]:
    with (FOLDER / "people.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Member(
                email=row["email"],
                name=row["name"],
                title=f"{TITLES[row['role']]}, {row['firm'] or 'Northwind'}",
                firm=row["firm"],
                slack=_pair(row["slack_id"]),
                teams=_pair(row["teams_id"]),
            )
            for row in csv.DictReader(file)
        )


def slack_world(now: Clock) -> slack.World:
    """Every channel has the app in it; people with an id in Slack are there."""
    told, home = _told()["slack"], _told()["slack"]["installed_in"]
    ids = {each.email: each.slack[1] for each in members() if each.slack}
    users = [slack.User(id=BOT, team=home, name="hardline", real_name="Hardline", is_bot=True)]
    for each in members():
        if each.slack:
            team, ident = each.slack
            users.append(
                slack.User(
                    id=ident,
                    team=team,
                    name=each.email.partition("@")[0],
                    real_name=each.name,
                    email=each.email,
                    guest=told["guests"].get(each.email, ""),
                )
            )
    return slack.World(
        teams=[
            slack.Team(id=w["id"], name=w["name"], domain=w["domain"]) for w in told["workspaces"]
        ],
        users=users,
        channels=[
            slack.Channel(
                id=each["id"],
                name=each["name"],
                teams=tuple(each["workspaces"]),
                kind=each["kind"],
                members=frozenset({BOT, *_ids(ids, each["members"])}),
            )
            for each in told["channels"]
        ],
        now=now,
    )


def teams_world(now: Clock) -> teams.World:
    """The app is in every team and chat, and with everyone whom Northwind's tenant knows."""
    told = _told()["teams"]
    home = told["installed_in"]
    known = {t["id"] for t in told["tenants"]}
    here = [each for each in members() if each.teams and each.teams[0] in known]
    ids = {each.email: each.teams[1] for each in here if each.teams}
    users = [
        teams.User(
            id=ids[each.email],
            tenant=each.teams[0],
            name=each.name,
            email=each.email,
            guest=bool(each.firm) and each.teams[0] == home,
        )
        for each in here
        if each.teams
    ]
    return teams.World(
        users=users,
        teams=[
            teams.Team(id=each["id"], name=each["name"], tenant=home, group=each["group"])
            for each in told["teams"]
        ],
        conversations=list(_conversations(told, ids)),
        installed=[
            *(each["id"] for each in told["teams"]),
            *(each["id"] for each in told["chats"]),
            *(user.id for user in users if user.tenant == home),
        ],
        now=now,
    )


def _conversations(told: Any, ids: dict[str, str]) -> Iterator[teams.Conversation]:
    home = told["installed_in"]
    of_team = {each["id"]: each["members"] for each in told["teams"]}
    for each in told["channels"]:
        emails = each.get("members") or of_team[each["team"]]
        yield teams.Conversation(
            id=each["id"],
            kind="channel",
            tenant=home,
            team=each["team"],
            name=each["name"],
            channel_type=each["kind"],
            members=frozenset(_ids(ids, emails)),
        )
    for each in told["chats"]:
        yield teams.Conversation(
            id=each["id"],
            kind="groupChat",
            tenant=home,
            name=each["name"],
            members=frozenset(_ids(ids, each["members"])),
        )


def _ids(known: dict[str, str], emails: list[str]) -> Iterator[str]:
    return (known[email] for email in emails if email in known)


def _pair(text: str) -> tuple[str, str] | None:
    place, _, ident = text.partition("/")
    return (place, ident) if ident else None


def _told() -> Any:
    return tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))
