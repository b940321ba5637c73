"""Who may call /api/messages."""

from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.teams.auth import Caller, LocalGate, Refused, TokenGate
from bot.teams.keys import Keys

from .standin import APP_ID, NOW, TENANT, StandIn

PARTNER = "bbbbbbbb-0000-0000-0000-000000000002"


class Door:
    """A gate with a clock that the test moves."""

    def __init__(self, microsoft: StandIn, http: aiohttp.ClientSession) -> None:
        self.time = NOW
        self.microsoft = microsoft
        keys = Keys(f"{microsoft.url}/openid", lambda: http, self.now)
        self.gate = TokenGate(APP_ID, frozenset({TENANT, PARTNER}), keys, self.now)

    def now(self) -> datetime:
        return self.time

    async def knock(self, header: str, **caller: str) -> int:
        """200, or the status of the refusal."""
        given = {"channel": "msteams", "service_url": self.microsoft.url, "tenant": TENANT}
        try:
            await self.gate.check({"Authorization": header}, Caller(**{**given, **caller}))
        except Refused as refused:
            return refused.status
        return 200

    async def show(self, **claims: Any) -> int:
        return await self.knock(f"Bearer {self.microsoft.token(**claims)}")


@pytest.fixture
def door(microsoft: StandIn, http: aiohttp.ClientSession) -> Door:
    microsoft.keys["webchat-only"] = ["webchat"]
    return Door(microsoft, http)


async def test_a_right_token_is_let_in(door: Door) -> None:
    assert await door.show() == 200


async def test_a_listed_partner_tenant_is_let_in(door: Door) -> None:
    header = f"Bearer {door.microsoft.token()}"
    assert await door.knock(header, tenant=PARTNER.upper()) == 200


SECOND = int(NOW.timestamp())
FORGED: dict[str, tuple[dict[str, Any], int]] = {
    "another issuer": ({"iss": "https://sts.windows.net/else/"}, 401),
    "no issuer": ({"iss": None}, 401),
    "another bot's audience": ({"aud": "99999999-2222-3333-4444-555555555555"}, 401),
    "no audience": ({"aud": None}, 401),
    "expired": ({"exp": SECOND - 301}, 401),
    "no expiry": ({"exp": None}, 401),
    "not valid yet": ({"nbf": SECOND + 301}, 401),
    "no start": ({"nbf": None}, 401),
    "times that are none": ({"exp": "soon"}, 401),
    "an unknown key": ({"kid": "k9"}, 401),
    "signed by someone else": ({"signer": "mallory"}, 401),
    "no signature": ({"algorithm": "none"}, 401),
    "a shared secret": ({"algorithm": "HS256"}, 401),
    "another RSA algorithm": ({"algorithm": "RS512"}, 401),
    "a key that is not endorsed for Teams": ({"kid": "webchat-only"}, 403),
    "another service URL": ({"serviceurl": "https://smba.example/else"}, 403),
    "no service URL": ({"serviceurl": None}, 403),
}


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_token_is_refused(door: Door, forged: str) -> None:
    claims, status = FORGED[forged]
    assert await door.show(**claims) == status


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer a.b", "Bearer a.b.c", "Bearer é.é.é"]
)
async def test_what_is_no_token_is_refused(door: Door, header: str) -> None:
    assert await door.knock(header) == 401


@pytest.mark.parametrize(
    "caller",
    [
        {"tenant": "cccccccc-0000-0000-0000-000000000003"},
        {"tenant": ""},
        {"channel": "webchat"},
        {"service_url": "https://smba.example/else"},
        {"service_url": ""},
    ],
)
async def test_a_right_token_for_something_else_is_forbidden(
    door: Door, caller: dict[str, str]
) -> None:
    assert await door.knock(f"Bearer {door.microsoft.token()}", **caller) == 403


async def test_a_service_url_that_is_not_https_is_forbidden(door: Door) -> None:
    plain = "http://smba.example/teams"
    header = f"Bearer {door.microsoft.token(serviceurl=plain)}"
    assert await door.knock(header, service_url=plain) == 403


async def test_clocks_may_differ_by_minutes(door: Door) -> None:
    assert await door.show(exp=SECOND - 240, nbf=SECOND - 3_600) == 200


async def test_keys_are_fetched_once_a_day(door: Door) -> None:
    await door.show()
    door.time += timedelta(hours=23)
    await door.show(exp=SECOND + 100_000)
    door.time += timedelta(hours=2)
    await door.show(exp=SECOND + 100_000)
    assert door.microsoft.key_fetches == 2


async def test_a_rotated_key_is_found_without_waiting_a_day(door: Door) -> None:
    await door.show()
    door.microsoft.keys = {"k2": ["msteams"]}
    door.time += timedelta(minutes=6)
    assert await door.show(kid="k2") == 200


async def test_unknown_keys_cause_no_flood_of_fetches(door: Door) -> None:
    for number in range(5):
        assert await door.show(kid=f"made-up-{number}", signer="mallory") == 401
    assert door.microsoft.key_fetches == 1


async def test_a_failing_key_server_means_try_again(door: Door) -> None:
    door.microsoft.broken = True
    assert await door.show() == 503
    door.microsoft.broken = False
    assert await door.show() == 200


async def test_nobody_listening_for_keys_means_try_again(http: aiohttp.ClientSession) -> None:
    keys = Keys("http://127.0.0.1:9/openid", lambda: http, lambda: NOW)
    gate = TokenGate(APP_ID, frozenset({TENANT}), keys, lambda: NOW)
    token = StandIn().token()
    with pytest.raises(Refused) as refused:
        await gate.check({"Authorization": f"Bearer {token}"}, Caller("msteams", "", TENANT))
    assert refused.value.status == 503


def test_keys_from_plain_http_are_out_of_the_question(http: aiohttp.ClientSession) -> None:
    with pytest.raises(ValueError, match="https"):
        Keys("http://login.example/openid", lambda: http, lambda: NOW)


GOOD = {"Host": "localhost:3978", "Content-Type": "application/json"}
LOCAL: dict[str, tuple[dict[str, str], str, int]] = {
    "Microsoft's local client": (GOOD, "http://localhost:56150/_connector", 200),
    "an address of this machine": ({**GOOD, "Host": "127.0.0.1"}, "http://127.0.0.1:5000", 200),
    "IPv6": ({**GOOD, "Host": "[::1]:3978"}, "http://[::1]:5000/", 200),
    "a charset": ({**GOOD, "Content-Type": "application/json; charset=utf-8"}, "http://[::1]", 200),
    "a name that rebinds": ({**GOOD, "Host": "evil.example:3978"}, "http://localhost", 403),
    "a name that begins alike": ({**GOOD, "Host": "localhost.evil.example"}, "http://[::1]", 403),
    "no host": ({"Content-Type": "application/json"}, "http://localhost", 403),
    "a broken host": ({**GOOD, "Host": "[::1"}, "http://localhost", 403),
    "forwarded": ({**GOOD, "Forwarded": "for=1.2.3.4"}, "http://localhost", 403),
    "forwarded for": ({**GOOD, "X-Forwarded-For": "1.2.3.4"}, "http://localhost", 403),
    "forwarded anything": ({**GOOD, "x-forwarded-port": "443"}, "http://localhost", 403),
    "forwarded host": ({**GOOD, "X-Forwarded-Host": "bot.example"}, "http://localhost", 403),
    "a form": ({**GOOD, "Content-Type": "text/plain"}, "http://localhost", 403),
    "a foreign service URL": (GOOD, "https://smba.trafficmanager.net/teams/", 403),
    "no service URL": (GOOD, "", 403),
}


@pytest.mark.parametrize("case", LOCAL)
async def test_without_an_app_id_only_this_machine_is_served(case: str) -> None:
    headers, service_url, status = LOCAL[case]
    try:
        await LocalGate().check(headers, Caller("msteams", service_url, "any"))
        seen = 200
    except Refused as refused:
        seen = refused.status
    assert seen == status
