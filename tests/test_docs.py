"""What the documents say is so: links, commands, settings, columns, keys and addresses."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.cli import main
from bot.config import Config, load
from bot.wiring import build
from handlers.importing import columns
from handlers.policy import RULES, SHIPPED
from store.rows import Role

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".ci", "bot", "docs", "handlers", "store", "tests")
DOCS = [
    *ROOT.glob("*.md"),
    *(file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.md"))),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIST = (ROOT / "docs/list.md").read_text(encoding="utf-8")
POLICY = (ROOT / "docs/policy.md").read_text(encoding="utf-8")
COLUMNS = {"Districts": columns.DISTRICTS, "People": columns.PEOPLE, "List": columns.ACCOUNTS}
Leaf = tuple[str, click.Command]

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
COMMAND = re.compile(r"`(hardline [^`\n]+)`|^(?:\$ | {4})(hardline .+)$", re.MULTILINE)
ELSEWHERE = re.compile(
    r"(?<![\w.:~-])/(?:work|root|home|Users)/\w|proxy\.golang\.org"
    r"|(?:pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems)\.(?:org|com|io)"
)


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, its own two head lines left out."""
    after = re.split(rf"^#+ {re.escape(heading)}$", text, maxsplit=1, flags=re.MULTILINE)[1]
    found = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert found
    lines = found[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]


def code(cell: str) -> str:
    found = CODE.search(cell)
    return found[1] if found else ""


def commands(group: click.Group, name: str = "hardline") -> Iterator[Leaf]:
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        assert command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {each}")
        else:
            yield f"{name} {each}", command


def options(command: click.Command) -> set[str]:
    return {o for p in command.params if isinstance(p, click.Option) for o in p.opts}


LEAVES = dict(commands(main))


def shown() -> Iterator[tuple[str, str]]:
    """(document, command line) for every command that a document shows."""
    for file in DOCS:
        for found in COMMAND.finditer(file.read_text(encoding="utf-8")):
            yield file.relative_to(ROOT).as_posix(), found[1] or found[2]


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(file: Path) -> None:
    links = LINK.findall(file.read_text(encoding="utf-8"))
    near = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in near if not (file.parent / link).exists()] == []


@pytest.mark.parametrize(("document", "line"), sorted(set(shown())))
def test_every_command_shown_exists_with_its_options(document: str, line: str) -> None:
    name = next((each for each in LEAVES if f"{line} ".startswith(f"{each} ")), "")
    assert name or f"{line} " in {f"{each} "[: len(line) + 1] for each in LEAVES}
    if name:
        command = LEAVES[name]
        words = shlex.split(line)[len(name.split()) :]
        _, rest, _ = command.make_parser(click.Context(command)).parse_args(words)
        assert rest == []


def test_the_readme_lists_every_command_with_all_its_options() -> None:
    told: dict[str, set[str]] = {}
    for command, what in table(README, "Commands"):
        name = " ".join(word for word in code(command).split() if word.islower())
        told[name] = {option for option in CODE.findall(what) if option.startswith("--")}
    assert told == {name: options(command) for name, command in LEAVES.items()}


def test_the_readme_lists_every_setting_with_its_default() -> None:
    told = {code(name): code(default) for name, default, _ in table(README, "Settings")}
    assert told == {
        str(field.alias): default(field.default)
        for field in Config.model_fields.values()
        if not field.exclude
    }


def default(value: Any) -> str:
    """As the table writes it: nothing for what is empty."""
    assert value is not PydanticUndefined
    return "" if value is None or isinstance(value, SecretStr) else str(value)


async def test_the_readme_lists_every_address(tmp_path: Path) -> None:
    settings = {
        "HARDLINE_DATABASE": str(tmp_path / "hardline.db"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        "MicrosoftAppId": "app",
        "MicrosoftAppPassword": "p",
        "MicrosoftAppTenantId": "tenant",
    }
    bot = build(load(settings))
    bot.ctx.db.close()
    told = {code(address) for address, _ in table(README, "Addresses")}
    served = {
        f"{route.method} {route.resource.canonical}"
        for route in bot.app.router.routes()
        if route.resource and route.method != "HEAD"
    }
    assert told == served


def test_every_make_target_named_has_a_rule() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {
        target
        for file in DOCS
        for target in re.findall(r"`make ([a-z-]+)`", file.read_text(encoding="utf-8"))
    }
    assert named - rules == set()


def test_every_key_of_the_policy_is_documented() -> None:
    told = {code(key) for key, _ in table(POLICY, "Keys")}
    assert told == set(keys(tomllib.loads(SHIPPED.read_text(encoding="utf-8"))))


def keys(part: dict[str, Any], before: str = "") -> Iterator[str]:
    """`vendor.name`, `tiers[].id`; what stands for any key is written with three dots."""
    for key, value in part.items():
        if key in ("rules", "places"):
            yield f"{key}.…"
        elif isinstance(value, dict):
            yield from keys(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from keys(value[0], f"{before}{key}[].")
        else:
            yield f"{before}{key}"


def test_every_rule_of_the_policy_is_documented() -> None:
    assert [rule for rule in RULES if f"`{rule}`" not in POLICY] == []


@pytest.mark.parametrize("heading", COLUMNS)
def test_every_column_is_documented_in_its_order(heading: str) -> None:
    told = [code(row[0]) for row in table(LIST, heading)]
    assert told == [column.name for column in COLUMNS[heading]]


@pytest.mark.parametrize("heading", COLUMNS)
def test_the_other_names_given_for_a_column_are_recognised(heading: str) -> None:
    known = {column.name: column.keys for column in COLUMNS[heading]}
    wrong = [
        (name, other)
        for name, *_, others in table(LIST, heading)
        for other in filter(None, others.split(", "))
        if columns.key(other) not in known[code(name)]
    ]
    assert wrong == []


def test_the_readme_names_the_columns_of_each_file() -> None:
    told = [CODE.findall(row[1]) for row in table(README, "Your own list")]
    assert told == [[column.name for column in each] for each in COLUMNS.values()]


def test_every_role_is_documented() -> None:
    roles = re.findall(r"^\| `(\w+)` \| (?:the vendor|a partner)", LIST, re.MULTILINE)
    assert roles == list(Role)


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    files = [*ROOT.glob("[!.]*.*"), ROOT / "Makefile"]
    files += [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")]
    told = [
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in files
        if file.is_file() and "__pycache__" not in file.parts
        for found in ELSEWHERE.finditer(words(file))
    ]
    assert told == []


def words(file: Path) -> str:
    """A text file's; nothing for a picture."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
