"""The bot's own token."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError

from bot.teams.azure import Azure, certificate
from bot.teams.tokens import ClientSecret, NoToken, Tokens
from tests.clock import Clock

from .standin import APP_ID, NOW, SECRET, TENANT, StandIn


def secret(microsoft: StandIn, http: aiohttp.ClientSession, now: Clock) -> Tokens:
    return Tokens(ClientSecret(APP_ID, SECRET, TENANT, microsoft.url, lambda: http, now), now)


async def test_the_token_is_asked_from_the_bots_own_tenant(
    microsoft: StandIn, http: aiohttp.ClientSession
) -> None:
    assert await secret(microsoft, http, Clock()).get() == f"{TENANT}:1"


async def test_a_token_is_kept_until_shortly_before_its_end(
    microsoft: StandIn, http: aiohttp.ClientSession
) -> None:
    now = Clock()
    tokens = secret(microsoft, http, now)
    seen = [await tokens.get()]
    for minutes in (50, 6):
        now.at += timedelta(minutes=minutes)
        seen.append(await tokens.get())
    assert seen == [f"{TENANT}:1", f"{TENANT}:1", f"{TENANT}:2"]


async def test_fifty_who_need_it_cause_one_request(
    microsoft: StandIn, http: aiohttp.ClientSession
) -> None:
    tokens = secret(microsoft, http, Clock())
    assert set(await asyncio.gather(*(tokens.get() for _ in range(50)))) == {f"{TENANT}:1"}


async def test_a_refused_token_is_asked_for_anew(
    microsoft: StandIn, http: aiohttp.ClientSession
) -> None:
    tokens = secret(microsoft, http, Clock())
    tokens.drop(await tokens.get())
    assert await tokens.get() == f"{TENANT}:2"


async def test_a_wrong_secret_is_told_without_the_secret(
    microsoft: StandIn, http: aiohttp.ClientSession
) -> None:
    wrong = ClientSecret(APP_ID, "hunter2", TENANT, microsoft.url, lambda: http, Clock())
    with pytest.raises(NoToken, match="401 invalid_client") as refused:
        await Tokens(wrong, Clock()).get()
    assert "hunter2" not in str(refused.value)


async def test_an_unreachable_login_is_told(http: aiohttp.ClientSession) -> None:
    there = ClientSecret(APP_ID, SECRET, TENANT, "http://127.0.0.1:9", lambda: http, Clock())
    with pytest.raises(NoToken, match="ClientConnectorError"):
        await Tokens(there, Clock()).get()


def test_the_secret_goes_to_https_only(http: aiohttp.ClientSession) -> None:
    with pytest.raises(ValueError, match="https"):
        ClientSecret(APP_ID, SECRET, TENANT, "http://login.example", lambda: http, Clock())


class Credential:
    """One of azure-identity's, seen from outside."""

    def __init__(self, give: Callable[[], AccessToken]) -> None:
        self._give = give

    async def get_token(
        self,
        *scopes: str,
        claims: str | None = None,
        tenant_id: str | None = None,
        enable_cae: bool = False,
        **kwargs: object,
    ) -> AccessToken:
        return self._give()

    async def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        raise AssertionError("not asked for")

    async def close(self) -> None: ...

    async def __aenter__(self) -> "Credential":
        return self

    async def __aexit__(self, *args: object) -> None: ...


async def test_azure_identity_gives_the_token_of_certificates_and_identities() -> None:
    ends = int((NOW + timedelta(hours=1)).timestamp())
    tokens = Tokens(Azure(Credential(lambda: AccessToken("from azure", ends))), Clock())
    assert await tokens.get() == "from azure"


async def test_what_azure_identity_raises_is_told_by_kind() -> None:
    def fail() -> AccessToken:
        raise ClientAuthenticationError("with details of the tenant")

    with pytest.raises(NoToken, match=r"^Credential: ClientAuthenticationError$"):
        await Tokens(Azure(Credential(fail)), Clock()).get()


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.pem"
    file.write_text("no certificate")
    with pytest.raises(ValueError):
        certificate(APP_ID, TENANT, "https://login.microsoftonline.com", file, "")
