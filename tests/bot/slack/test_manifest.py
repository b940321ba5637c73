import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from bot.cli import main
from bot.playground.slack import App
from bot.slack.manifest import EVENTS, SCOPES, manifest

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = sorted((ROOT / "tests/data/schemas").glob("slack-app-manifest-*.json"))
GUIDE = ROOT / "docs/slack.md"


def printed(*args: str) -> Any:
    result = CliRunner().invoke(main, ["manifest", "slack", *args])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
@pytest.mark.parametrize("url", ["", "https://bot.example/"])
def test_the_manifest_is_what_slack_accepts(schema: Path, url: str) -> None:
    errors = Draft7Validator(json.loads(schema.read_text())).iter_errors(manifest(url))
    assert [error.message for error in errors] == []


def test_every_address_is_the_one_endpoint() -> None:
    made = printed("--url", "https://bot.example/")
    settings, endpoint = made["settings"], "https://bot.example/slack/events"
    assert settings["event_subscriptions"]["request_url"] == endpoint
    assert settings["interactivity"]["request_url"] == endpoint
    assert made["features"]["slash_commands"][0]["url"] == endpoint


def test_without_an_address_it_is_for_socket_mode() -> None:
    made = printed()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)


def test_people_typed_into_a_command_arrive_as_ids() -> None:
    assert App.from_manifest(manifest(), team="T1").escapes == {"/named", "/escalate"}


def test_an_address_that_slack_would_refuse_is_refused_first() -> None:
    result = CliRunner().invoke(main, ["manifest", "slack", "--url", "http://bot.example"])
    assert result.exit_code == 2
    assert "https://" in result.output


def test_the_manifest_in_the_repository_is_the_current_one() -> None:
    assert json.loads((ROOT / "manifest.json").read_text(encoding="utf-8")) == manifest(
        "https://hardline.example.com"
    )


def test_the_guide_gives_a_reason_for_every_scope() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [scope for scope, why in SCOPES.items() if f"| `{scope}` | {why} |" not in guide] == []


def test_the_guide_gives_a_reason_for_every_event() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [event for event in EVENTS if f"`{event}`" not in guide] == []
