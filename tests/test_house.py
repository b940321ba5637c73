"""The house of the design, held by its sources: imports point one way, SDKs stay in their rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BELOW = {"store": {"handlers", "bot", "tests"}, "handlers": {"bot", "tests"}, "bot": {"tests"}}
ROOMS = {
    "slack_bolt": "bot/slack/",
    "slack_sdk": "bot/slack/",
    "botbuilder": "bot/teams/",
    "botframework": "bot/teams/",
    "aiohttp": "bot/",
    "pydantic_settings": "bot/",
    "sqlite_utils": "store/",
}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def sources() -> Iterator[tuple[str, str]]:
    """(file relative to the root, module it imports) for the three packages."""
    for package in BELOW:
        for file in sorted((ROOT / package).rglob("*.py")):
            for module in imports(file):
                yield file.relative_to(ROOT).as_posix(), module


def test_imports_point_one_way() -> None:
    against = [
        (file, module)
        for file, module in sources()
        if module.split(".")[0] in BELOW[file.split("/")[0]]
    ]
    assert against == []


def test_sdks_stay_in_their_rooms() -> None:
    outside = [
        (file, module)
        for file, module in sources()
        for sdk, room in ROOMS.items()
        if module.split(".")[0] == sdk and not file.startswith(room)
    ]
    assert outside == []
