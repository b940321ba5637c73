"""Who hears of the list's news in these tests, and the platforms that they are reached on.

Of every four destinations one is a channel in Slack, one a channel in Teams, one a person in each.
Time may run faster than outside: the clock, the bot's count of its limits and the platforms' own
all take the same seconds.
"""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.playground import slack, teams
from bot.playground.stage import HOST, free_port, settings
from bot.playground.wire import Json
from handlers.policy import SHIPPED
from store import editions, people, places, subscriptions
from store.db import Db, Row, Sql
from store.migrations import migrate
from store.rows import Audience, District, Entry, Identity, Person, Platform, Role, Spot
from store.subscriptions import Subscription
from tests.drafts import put_draft

TEAM, TENANT = "T_VENDOR", "tenant-vendor"
ROOM = "19:team@thread.tacv2"
OWNER = Person("p_owner", "owner@vendor.example", "Olga Owner", Role.LIST_OWNER)
DISTRICTS = ("north", "south", "east", "west")
TIERS = ("global", "strategic", "major")
FIRST, SECOND = "2026-H2", "2027-H1"


@dataclass
class Fast:
    """Seconds that pass `speed` times as quickly as those outside."""

    speed: float = 1.0
    _began: float = field(default_factory=time.monotonic)
    _start: datetime = field(default_factory=lambda: datetime.now(UTC))

    def seconds(self) -> float:
        return 1_000.0 + (time.monotonic() - self._began) * self.speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds() - 1_000.0)


@dataclass
class Ground:
    """Two platforms that outlive every process of the bot's, and the file that it works on."""

    clock: Fast
    slack: slack.SlackSim
    teams: teams.TeamsSim
    database: Path
    port: int
    environ: dict[str, str]

    def heard(self) -> dict[str, list[str]]:
        """By destination: the bot's messages there, each by its verdict, in order."""
        found = defaultdict(list)
        for change in self.slack.world.log:
            if change.happened == "posted" and change.message.user == self.slack.app.user:
                verdict, *_ = change.message.text.split("\n")
                found[f"slack:{TEAM}/{change.message.channel}"].append(verdict)
        for told in self.teams.world.log:
            if told.message.card:  # the others offer the files that it names
                found[f"teams:{told.message.conversation}"].append(told.message.summary)
        return found

    @property
    def refused(self) -> int:
        """How often a platform had to say that it was too much."""
        return self.slack.rates.refused + self.teams.rates.refused


@asynccontextmanager
async def ground(folder: Path, *, readers: int, speed: float = 1.0) -> AsyncIterator[Ground]:
    clock, port = Fast(speed), free_port()
    url = f"http://{HOST}:{port}"
    app = slack.App(team=TEAM)
    at_slack = slack.SlackSim(_slack(readers, clock, app), app, bot_url=url, tick=clock.seconds)
    at_teams = teams.TeamsSim(
        _teams(readers, clock), teams.App(tenant=TENANT), bot_url=url, tick=clock.seconds
    )
    async with at_slack, at_teams:
        environ = settings(folder / "hardline.db", port, at_slack, at_teams)
        environ["HARDLINE_POLICY"] = str(_patient(folder))
        made = Ground(clock, at_slack, at_teams, folder / "hardline.db", port, environ)
        await _seed(made, readers)
        yield made


def address(number: int) -> str:
    """Where a reader is written to in the end."""
    match number % 4:
        case 0:
            return f"slack:{TEAM}/C{number}"
        case 1:
            return f"teams:19:c{number}@thread.tacv2"
        case 2:
            return f"slack:{TEAM}/D{number}"
        case _:
            return f"teams:a:{number}"


def destination(number: int) -> str:
    return f"person:p{number}" if number % 4 >= 2 else address(number)


def queued(database: Path) -> Mapping[str, list[tuple[int, str]]]:
    """By address: the number and the card of each message for it, in order."""
    found = defaultdict(list)
    where = {destination(n): address(n) for n in range(20_000)}
    rows = _rows(database, "select id, destination, card from outbox")
    for row in sorted(rows, key=lambda row: int(row["id"])):
        found[where[row["destination"]]].append((int(row["id"]), str(row["card"])))
    return found


def unsure(database: Path) -> list[int]:
    """The numbers of the messages that were on their way when the process ended."""
    found = _rows(database, "select id from outbox where state = 'sending'")
    return [int(row["id"]) for row in found]


def waiting(database: Path) -> int:
    """How many messages have not gone out."""
    open_ = "select count(*) as n from outbox where state in ('queued', 'sending')"
    return int(_rows(database, open_)[0]["n"])


def _rows(database: Path, sql: str) -> list[Row]:
    db = Db(database)
    try:
        return db.look(lambda handle: list(handle.query(sql)))
    finally:
        db.close()


def _slack(readers: int, clock: Fast, app: slack.App) -> slack.World:
    people_ = [
        slack.User(id=f"U{n}", team=TEAM, name=f"user{n}", email=f"u{n}@vendor.example")
        for n in range(2, readers, 4)
    ]
    rooms = [
        slack.Channel(id=f"C{n}", name=f"c{n}", teams=(TEAM,), members=frozenset({app.user}))
        for n in range(0, readers, 4)
    ]
    chats = [
        slack.Channel(
            id=f"D{n}",
            name="directmessage",
            teams=(TEAM,),
            kind="im",
            members=frozenset({app.user, f"U{n}"}),
        )
        for n in range(2, readers, 4)
    ]
    bot = slack.User(id=app.user, team=TEAM, name="hardline", is_bot=True)
    return slack.World(
        teams=[slack.Team(id=TEAM, name="Vendor", domain="vendor")],
        users=[*people_, bot],
        channels=[*rooms, *chats],
        now=clock.now,
    )


def _teams(readers: int, clock: Fast) -> teams.World:
    users = [
        teams.User(id=f"aad-{n}", tenant=TENANT, name=f"User {n}", email=f"u{n}@vendor.example")
        for n in range(3, readers, 4)
    ]
    rooms = [
        teams.Conversation(id=f"19:c{n}@thread.tacv2", kind="channel", tenant=TENANT, team=ROOM)
        for n in range(1, readers, 4)
    ]
    chats = [
        teams.Conversation(
            id=f"a:{n}", kind="personal", tenant=TENANT, members=frozenset({f"aad-{n}"})
        )
        for n in range(3, readers, 4)
    ]
    return teams.World(
        users=users,
        teams=[teams.Team(id=ROOM, name="Staff", tenant=TENANT, group="group-1")],
        conversations=[*rooms, *chats],
        installed=[ROOM, *(user.id for user in users)],
        now=clock.now,
    )


def _patient(folder: Path) -> Path:
    """The shipped policy, but anyone may ask as often as they like."""
    text = SHIPPED.read_text(encoding="utf-8")
    path = folder / "policy.toml"
    path.write_text(text.replace("questions_a_minute = 30", "questions_a_minute = 1000000"))
    return path


async def _seed(made: Ground, readers: int) -> None:
    migrate(made.database)
    db, now = Db(made.database), made.clock.now()
    before = [
        Entry(
            f"a{n}",
            f"Company {n} Inc",
            tier=TIERS[n % 3],
            district=DISTRICTS[n % 4],
            pcs=5_000 + n,
            manager_email=OWNER.email,
        )
        for n in range(1_500)
    ]
    newcomers = [
        replace(row, account_id=f"b{n}", name=f"Newcomer {n} Ltd")
        for n, row in enumerate(before[:500])
    ]

    def rows(sql: Sql) -> None:
        for ident in DISTRICTS:
            name = ident.title()
            people.put_district(sql, District(ident, name, OWNER.email, "UTC", "DE", ""))
        people.put(sql, OWNER)
        for number in range(readers):
            _reader(sql, made, number, now=now)
        day = date(2026, 7, 18)
        for ident, listed in ((FIRST, before), (SECOND, [*before[500:], *newcomers])):
            until = day + timedelta(days=184)
            put_draft(sql, ident, listed, effective_from=day, next_update=until, now=now)
            policy = SHIPPED.read_text(encoding="utf-8")
            at = now if ident == SECOND else now - timedelta(days=1)
            editions.publish(sql, ident, policy=policy, now=at)
            day = until

    await db.write(rows)
    db.close()


def _reader(sql: Sql, made: Ground, number: int, *, now: datetime) -> None:
    """Someone, or a channel, with a wish of its own among a few kinds."""
    if number % 4 >= 2:
        in_slack = number % 4 == 2
        who = (
            Identity(Platform.SLACK, TEAM, f"U{number}")
            if in_slack
            else Identity(Platform.TEAMS, TENANT, f"aad-{number}")
        )
        email = f"u{number}@vendor.example"
        people.put(sql, Person(f"p{number}", email, f"User {number}", Role.SERVICES_LEAD))
        people.link(sql, who, f"p{number}", email=email, now=now)
        url = "" if in_slack else made.teams.service_url
        spot = Spot(address(number), who.platform, who.tenant, "personal", url, "", who.member)
        places.seen(sql, spot, now=now)
    elif number % 4 == 1:
        spot = Spot(
            address(number), Platform.TEAMS, TENANT, "channel", made.teams.service_url, "", ""
        )
        places.seen(sql, spot, now=now)
    row = Subscription(
        id=f"sub_{number:05}",
        owner_id=OWNER.id,
        destination=destination(number),
        audience=Audience.PARTNERS if number % 28 < 2 else Audience.STAFF,
        **_wish(number // 4),
    )
    subscriptions.put(sql, row, now=now)


def _wish(number: int) -> Json:
    """Filters, cadences and time zones, mixed."""
    filters: tuple[Json, ...] = (
        {},
        {"districts": (DISTRICTS[number % 4],)},
        {"tiers": (TIERS[number % 3],)},
        {"accounts": (f"a{number % 500}",)},
        {"districts": DISTRICTS[:2], "tiers": TIERS[:2]},
    )
    zones = ("UTC", "America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin")
    cadence = {9: "daily", 8: "weekly"}.get(number % 20, "at once")
    return {**filters[number % 5], "time_zone": zones[number % 4], "cadence": cadence}
