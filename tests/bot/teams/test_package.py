"""The app package that an administrator uploads."""

import io
import json
import struct
import zipfile
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator

from bot.commands.manifest import manifest as command
from bot.playground.teams import App
from bot.teams.package import CONSENTS, MESSAGE_ACTIONS, PERMISSIONS, SEARCH, manifest, package

from .cards import SCHEMAS
from .standin import APP_ID

URL = "https://bot.vendor.example/"


def problems(made: object) -> list[str]:
    schema = json.loads((SCHEMAS / "teams-app-manifest-v1.25.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft4Validator(schema).iter_errors(made)]


@pytest.mark.parametrize("url", ["", URL])
def test_the_manifest_is_valid(url: str) -> None:
    assert problems(manifest(APP_ID, url)) == []


def test_teams_offers_what_the_edge_answers() -> None:
    app = App.from_manifest(manifest(APP_ID, URL), tenant="t")
    assert app.commands == {
        SEARCH: {"compose", "commandBox"},
        **{command: {"message"} for command in MESSAGE_ACTIONS},
    }
    assert not app.hears_all


def test_threads_are_heard_where_a_team_consents() -> None:
    made = manifest(APP_ID, URL, threads=True)
    assert problems(made) == []
    assert App.from_manifest(made, tenant="t").hears_all
    [wanted] = made["authorization"]["permissions"]["resourceSpecific"]
    assert CONSENTS[wanted["name"]]


def test_partners_are_met_in_shared_and_private_channels() -> None:
    assert manifest(APP_ID)["supportedChannelTypes"] == ["sharedChannels", "privateChannels"]


def test_every_permission_has_its_reason() -> None:
    made = manifest(APP_ID)
    assert made["permissions"] == list(PERMISSIONS)
    assert all(PERMISSIONS.values())
    assert "authorization" not in made


def test_only_the_bots_own_domain_is_named() -> None:
    assert manifest(APP_ID, URL)["validDomains"] == ["bot.vendor.example"]


def test_another_bot_is_another_app_and_the_same_bot_the_same() -> None:
    ids = [manifest(bot)["id"] for bot in (APP_ID, APP_ID, "0" * 8 + APP_ID[8:])]
    assert ids[0] == ids[1] != ids[2]


def test_the_package_has_everything_at_its_top_level() -> None:
    with zipfile.ZipFile(io.BytesIO(package(manifest(APP_ID, URL)))) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert problems(json.loads(archive.read("manifest.json"))) == []


def test_the_package_is_the_same_each_time() -> None:
    assert package(manifest(APP_ID)) == package(manifest(APP_ID))


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_icons_are_of_the_size_that_teams_wants(name: str, size: int) -> None:
    data = resources.files("bot.teams").joinpath("icons", name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (size, size)


def test_the_command_prints_the_manifest_and_writes_the_package(tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    given = ["teams", "--url", URL, "--app-id", APP_ID, "--out", str(out)]
    result = CliRunner().invoke(command, given)
    assert problems(json.loads(result.stdout)) == []
    assert out.read_bytes() == package(manifest(APP_ID, URL))


def test_without_an_app_id_no_package_is_written(tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    result = CliRunner(env={"MicrosoftAppId": ""}).invoke(command, ["teams", "--out", str(out)])
    assert "set MicrosoftAppId" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("given", [["--url", "http://bot.example"], ["--app-id", "mine"]])
def test_what_teams_would_refuse_is_refused_before(given: list[str]) -> None:
    assert CliRunner().invoke(command, ["teams", *given]).exit_code == 2


def test_the_guide_gives_every_permission_with_its_reason() -> None:
    guide = (SCHEMAS.parents[2] / "docs" / "teams.md").read_text(encoding="utf-8")
    assert [f"| `{name}` | {why} |" in guide for name, why in PERMISSIONS.items()] == [True, True]
    assert [f"| `{name}` | {why} |" in guide for name, why in CONSENTS.items()] == [True]
