"""Socket Mode: no way in from outside, the same answers."""

from pathlib import Path

import aiohttp
import pytest

from handlers.features import FEATURES

from .slack import ANA, QUIET, STAFF, verdict, workspace
from .slack_feature import FEATURE, FILLED

NAMED = "*Contoso Ltd is named.*"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hardline.db"


async def test_everything_works_over_the_socket(path: Path) -> None:
    async with workspace(path, socket=True) as here:
        await here.slack.wait_for(lambda: here.slack.socket.connections)
        await here.client(ANA).say(STAFF, f"{here.mention} is Contoso named?")
        assert verdict(await here.answer(ANA, STAFF)) == NAMED
        outcome = await here.client(ANA).command(QUIET, "/named", "Contoso")
        assert outcome.shown is not None
        assert verdict(outcome.shown) == NAMED


async def test_what_can_t_be_kept_is_not_acknowledged(path: Path) -> None:
    async with workspace(path, socket=True) as here:
        await here.slack.wait_for(lambda: here.slack.socket.connections)
        here.edge.give_up_s = here.slack.outgoing.ack_within_s = 0.1
        with here.locked():
            await here.client(ANA).say(STAFF, f"{here.mention} is Contoso named?")
        assert not here.slack.sent[-1].ok
        assert await here.kept() == 0


async def test_without_a_signing_secret_no_request_is_believed(path: Path) -> None:
    async with workspace(path, socket=True) as here:
        url = f"{here.slack.state.bot_url}/slack/events"
        async with aiohttp.ClientSession() as session, session.post(url, data={}) as answer:
            assert answer.status == 404


async def test_a_form_keeps_its_errors_over_the_socket(path: Path) -> None:
    async with workspace(path, socket=True, features=(FEATURE, *FEATURES)) as here:
        await here.slack.wait_for(lambda: here.slack.socket.connections)
        ana, modals = here.client(ANA), here.slack.world.modals
        await ana.command(QUIET, "/escalate")
        await here.slack.wait_for(lambda: [v for v in modals.get(ANA, ()) if "submit" in v.body])
        view = ana.modal()
        await ana.options(view, "trial.accounts#4", "con")
        outcome = await ana.submit(view, {**FILLED, "why": "bad"})
        assert outcome.errors["why"] == "Say why they may."
