"""Inbound tokens verify as the Bot Framework's do; each forged one has exactly its flaw."""

from typing import Any, get_args

import aiohttp
import jwt
import pytest

from bot.playground.teams import App, TeamsSim
from bot.playground.teams.identity import ISSUER, Flaw
from bot.playground.wire import Json

from .conftest import ANA, Bot


async def keys(teams: TeamsSim) -> list[Json]:
    async with aiohttp.ClientSession() as session:
        async with session.get(teams.openid_url) as response:
            metadata = await response.json()
        async with session.get(metadata["jwks_uri"]) as response:
            found: list[Json] = (await response.json())["keys"]
            return found


async def verified(teams: TeamsSim, token: str) -> Any:
    """The claims, after the whole check that a bot owes."""
    kid = jwt.get_unverified_header(token)["kid"]
    published = {key["kid"]: key for key in await keys(teams)}
    if "msteams" not in published.get(kid, {}).get("endorsements", ()):
        raise jwt.InvalidKeyError(kid)
    claims: Json = jwt.decode(
        token,
        jwt.PyJWK(published[kid]).key,
        algorithms=["RS256"],
        audience=teams.app.id,
        issuer=ISSUER,
        options={"require": ["exp", "nbf", "iss", "aud", "serviceurl"]},
    )
    if claims["serviceurl"] != teams.service_url:
        raise jwt.InvalidTokenError("serviceurl")
    return claims


async def test_a_genuine_token_verifies(teams: TeamsSim) -> None:
    await teams.client(ANA).say(teams.client(ANA).chat().id, "hi")
    token = teams.sent[0].headers["Authorization"].removeprefix("Bearer ")
    assert (await verified(teams, token))["aud"] == teams.app.id


@pytest.mark.parametrize("flaw", [f for f in get_args(Flaw) if f != "no_token"])
async def test_a_forged_one_does_not(teams: TeamsSim, flaw: Flaw) -> None:
    delivery = await teams.forge({"type": "message", "text": "hi"}, flaw=flaw)
    token = delivery.headers["Authorization"].removeprefix("Bearer ")
    with pytest.raises(jwt.PyJWTError):
        await verified(teams, token)


async def test_a_request_can_come_without_a_token(teams: TeamsSim) -> None:
    delivery = await teams.forge({"type": "message"}, flaw="no_token")
    assert "Authorization" not in delivery.headers


async def test_keys_rotate(teams: TeamsSim) -> None:
    before = teams.issuer.token(teams.service_url)
    teams.issuer.rotate()
    after = teams.issuer.token(teams.service_url)
    assert await verified(teams, after)
    with pytest.raises(jwt.InvalidKeyError):
        await verified(teams, before)


async def test_a_local_bot_without_an_id_gets_no_tokens(teams: TeamsSim, bot: Bot) -> None:
    local = App(tenant=teams.app.tenant, id="")
    async with TeamsSim(teams.world, local, bot_url=teams.bot_url) as sim:
        await sim.client(ANA).say(sim.client(ANA).chat().id, "hi")
        assert "Authorization" not in sim.sent[0].headers
        async with aiohttp.ClientSession() as session:
            url = f"{sim.service_url}v3/conversations/{sim.client(ANA).chat().id}/members"
            async with session.get(url) as response:
                assert response.status == 200
