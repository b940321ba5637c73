"""Every action, by everyone, whatever they are to the case, on both platforms."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.features import FEATURES
from handlers.forms import Form
from handlers.permissions import TABLE, Bond, Doing, allowed
from handlers.request import Kind, Place, Profile, Settled, Via
from store import cases
from store.db import Db
from store.rows import Person, Platform, Role
from tests.desk import Bench

from .rights import EXPECTED, RELATIONS, Attempt, furnish, identity

ALL = sorted({name for feature in FEATURES for name in feature.actions})
FORMS = {name for feature in FEATURES for name, action in feature.actions.items() if action.form}
PLATFORMS = (Platform.SLACK, Platform.TEAMS)
STRANGER = "I don't know you yet"


class Stage:
    """One prepared database, and a desk on a copy of it that is thrown away once it changes."""

    def __init__(self, folder: Path, platform: Platform) -> None:
        self._folder, self._platform = folder, platform
        self._copies = 0
        self.bench: Bench | None = None

    async def prepare(self, state: str) -> None:
        bench = Bench(self._folder / "first.db")
        await bench.furnish()
        await bench.db.write(lambda db: furnish(db, state, bench.ctx.policy))
        bench.db.close()

    async def fresh(self) -> Bench:
        if self.bench is None:
            self._copies += 1
            copy = self._folder / f"{self._copies}.db"
            shutil.copy(self._folder / "first.db", copy)
            self.bench = Bench(copy)
            await self.bench.ctx.lists.refresh(now=self.bench.time)
            for ident in RELATIONS:
                who = identity(ident, self._platform)
                self.bench.platforms.profiles[who] = Profile(who, own=True)
        return self.bench

    async def attempt(self, name: str, attempt: Attempt, by: str, via: Via) -> Settled:
        bench = await self.fresh()
        data = dict(attempt.data)
        if ident := data.get("case"):
            case = bench.db.look(lambda db: cases.get(db, ident))
            assert case
            data["seen"] = str(case.revision)
        who = identity(by, self._platform)
        return await bench.ask(
            attempt.text,
            who=who,
            via=via,
            action=name,
            data=data,
            place=Place(f"{self._platform}:T1/D-{by}", Kind.PERSONAL, attempt.thread),
            author=who,
            message="200.1",
            private=True,
            sync=True,
        )

    def used(self) -> None:
        """What was allowed has changed something."""
        if self.bench is not None:
            self.bench.db.close()
        self.bench = None


@pytest.fixture
def stages(tmp_path: Path) -> Iterator[list[Stage]]:
    made: list[Stage] = []
    for platform in PLATFORMS:
        (tmp_path / platform).mkdir()
        made.append(Stage(tmp_path / platform, platform))
    yield made
    for stage in made:
        stage.used()


def refused(settled: Settled) -> bool:
    return settled.refused or settled.card.verdict.startswith(STRANGER)


def state_of(db: Db) -> str:
    """Everything that a refusal must leave alone."""
    tables = (
        "cases", "case_events", "delegations", "aliases", "outbox", "people", "due", "intakes",
        "editions", "entries", "reviews", "review_districts", "review_remarks",
        "edition_approvals",
    )  # fmt: skip
    return db.look(lambda sql: str([list(sql.query(f"select * from {t}")) for t in tables]))


def test_every_action_is_walked() -> None:
    assert set(ALL) - set(EXPECTED) == set()


@pytest.mark.parametrize("name", ALL)
async def test_only_those_may_whom_the_domain_names(stages: list[Stage], name: str) -> None:
    attempt = EXPECTED[name]
    for stage in stages:
        await stage.prepare(attempt.state)
        wrong = []
        for by, relation in RELATIONS.items():
            bench = await stage.fresh()
            before = state_of(bench.db)
            opened = await stage.attempt(name, attempt, by, Via.BUTTON) if name in FORMS else None
            assert state_of(bench.db) == before
            settled = await stage.attempt(
                name, attempt, by, Via.FORM if name in FORMS else _way(attempt)
            )
            if refused(settled) == (by in attempt.may):
                wrong.append(f"{relation}: {settled.card.verdict}")
            if opened is not None and isinstance(opened.form, Form) != (by in attempt.may):
                wrong.append(f"{relation}, the form: {opened.card.verdict}")
            if refused(settled):
                assert state_of(bench.db) == before
            else:
                stage.used()
        assert wrong == []


def _way(attempt: Attempt) -> Via:
    return Via.BUTTON if attempt.via is Via.FORM else attempt.via


# The table of the domain: in the order of its columns, by which bond each role may. “.” is never,
# “*” always, “f” of one's own firm, “p” as a party, “a” of one's own account, “d” of one's own
# district.
COLUMNS = (
    Doing.ASK,
    Doing.OPEN_CASE,
    Doing.COMMENT,
    Doing.SIGN_OFF,
    Doing.PUBLISH,
    Doing.READ_AUDIT,
    Doing.MANAGE_PEOPLE,
)
DOMAIN = {
    Role.PARTNER_REP: "* * f . . . .",
    Role.SERVICES_LEAD: "* * p . . . .",
    Role.ACCOUNT_MANAGER: "* * ap . . . .",
    Role.DISTRICT_MANAGER: "* * adp d . d .",
    Role.LIST_OWNER: "* * * * * * .",
    Role.AUDITOR: "* . . . . * .",
    Role.ADMIN: "* . . . . . *",
}
FURTHER = {
    Doing.CONFIRM_ALIAS: {Role.ACCOUNT_MANAGER: "a", Role.DISTRICT_MANAGER: "a",
                          Role.LIST_OWNER: "*"},
    Doing.IMPORT_LIST: {Role.LIST_OWNER: "*"},
    Doing.READ_BOARD: {Role.LIST_OWNER: "*", Role.AUDITOR: "*"},
    Doing.MANAGE_OUTBOX: {Role.ADMIN: "*"},
    Doing.WATCH: dict.fromkeys(Role, "*"),
    Doing.SUBSCRIBE_CHANNEL: {**dict.fromkeys(Role, "*"), Role.PARTNER_REP: "f"},
    Doing.READ_PRECEDENTS: {Role.ACCOUNT_MANAGER: "*", Role.DISTRICT_MANAGER: "*",
                            Role.LIST_OWNER: "*", Role.AUDITOR: "*"},
    Doing.ASK_EXCEPTION: {Role.SERVICES_LEAD: "*"},
    Doing.SECOND_PUBLISH: {Role.LIST_OWNER: "*", Role.DISTRICT_MANAGER: "n"},
    Doing.COMMENT_DRAFT: {Role.PARTNER_REP: "d", Role.ACCOUNT_MANAGER: "a",
                          Role.DISTRICT_MANAGER: "d", Role.LIST_OWNER: "*"},
    Doing.DELEGATE: dict.fromkeys(
        (Role.ACCOUNT_MANAGER, Role.DISTRICT_MANAGER, Role.LIST_OWNER), "*"
    ),
}  # fmt: skip
LETTERS = {
    "f": Bond.OWN_FIRM,
    "p": Bond.PARTY,
    "a": Bond.OWN_ACCOUNT,
    "d": Bond.OWN_DISTRICT,
    "n": Bond.NO_OTHER,
    " ": None,
}


def bonds() -> Iterator[tuple[Role, Doing, str]]:
    for role, row in DOMAIN.items():
        for doing, letters in zip(COLUMNS, row.split(), strict=True):
            yield role, doing, letters
        for doing, by_role in FURTHER.items():
            yield role, doing, by_role.get(role, ".")
        for doing in (Doing.READ_CASE, Doing.EXPORT_CASE):
            comments = row.split()[COLUMNS.index(Doing.COMMENT)]
            yield role, doing, "*" if role is Role.AUDITOR else comments
        figures = row.split()[COLUMNS.index(Doing.READ_AUDIT)]
        yield role, Doing.READ_FIGURES, figures


@pytest.mark.parametrize(("role", "doing", "letters"), sorted(bonds()))
def test_the_table_is_the_domains(role: Role, doing: Doing, letters: str) -> None:
    person = Person("p", "p@vendor.example", "P", role)
    for letter, bond in LETTERS.items():
        held = frozenset({bond}) if bond else frozenset[Bond]()
        assert allowed(doing, person, held) == (letters == "*" or letter in letters), letter


def test_the_domain_speaks_of_every_doing() -> None:
    assert {doing for _, doing, _ in bonds()} == set(Doing) == set(TABLE)
