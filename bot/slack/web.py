"""Slack's Web API: one place for the token, the time-outs, and what an error means."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.bodies import whole
from bot.sending import Dead, NotYet, TryLater, Unfit

from .limits import Json
from .trust import local, secure, trusted

API_URL = "https://slack.com/api/"
CALL_S = 10.0  # one call, the connection included
DOWNLOAD_S = 60.0  # a file of the largest size that is read
POOL = 20
PAGE = "text/html"  # of the sign-in page, which comes with status 200 where the token won't do
PASSING = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
# The place or the person takes nothing any more; every other refusal is of this message alone.
CLOSED = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
SLOW_S = 1.0  # where Slack wants patience and does not say how much
Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """All that is to be set for Slack. With an app token, Socket Mode; else signed requests."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = API_URL

    def __post_init__(self) -> None:
        if not secure(self.api_url):
            raise ValueError("SLACK_API_URL must begin with https://")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, as `auth.test` tells it."""

    team: str
    user: str
    bot: str = ""
    url: str = ""


class Web:
    """Between `open` and `close`. Every call raises `TryLater` or `Dead`, and nothing else."""

    def __init__(self, settings: SlackSettings) -> None:
        self.settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._me: Me | None = None
        self._client = self._make_client()

    def _make_client(self) -> AsyncWebClient:
        # retry_handlers: the default one repeats chat.postMessage when the connection drops,
        # and so posts twice what was posted before the drop.
        client = AsyncWebClient(
            token=self.settings.bot_token,
            base_url=self.settings.api_url,
            retry_handlers=[],
            logger=quiet("slack_sdk"),
        )
        if local(self.settings.api_url):
            client.proxy = None
        return client

    def client(self) -> AsyncWebClient:
        return self._client

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=CALL_S),
            connector=aiohttp.TCPConnector(limit=POOL),
        )
        self._client.session = self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def known(self) -> Me | None:
        """Who we are, if Slack has said so yet."""
        return self._me

    async def me(self) -> Me:
        if self._me is None:
            said = await self.call(lambda slack: slack.auth_test())
            bot, url = said.get("bot_id") or "", said.get("url") or ""
            self._me = Me(said["team_id"], said["user_id"], bot, url)
        return self._me

    async def call(self, do: Call) -> Json:
        """One call, never repeated here: whoever sends knows whether it may be."""
        try:
            answer = await do(self._client)
        except SlackApiError as error:
            raise meaning(error) from None
        except Exception as error:
            # slack_sdk lets through whatever happens to the connection, and some of its own
            raise TryLater(f"Slack: {type(error).__name__}") from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, body: Json) -> None:
        """Answer to a `response_url`."""
        await self._post("response_url", url, json=body)

    async def upload(self, url: str, body: bytes) -> None:
        """A file's bytes, to the address that Slack gave for them."""
        await self._post("upload", url, data=body)

    async def download(self, url: str, *, most: int) -> bytes:
        """A file that a person posted. The only address outside the API that gets our token, so
        only Slack's own, and no redirect is followed with it. Raises TooLarge, too.
        """
        if not trusted(url, self.settings.api_url):
            raise Dead("that file is not Slack's")
        if self._session is None:
            raise TryLater("Slack: not connected")
        try:
            async with self._session.get(
                url,
                headers={"Authorization": f"Bearer {self.settings.bot_token}"},
                allow_redirects=False,
                proxy=self._client.proxy,
                timeout=aiohttp.ClientTimeout(total=DOWNLOAD_S),
            ) as answer:
                return await received(answer, most=most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLater(f"download: {type(error).__name__}") from error

    async def _post(self, what: str, url: str, **sent: Any) -> None:
        """To an address that came from outside: only if it is Slack's, without our token, and
        following no redirect.
        """
        if not trusted(url, self.settings.api_url):
            raise Dead(f"that {what} is not Slack's")
        if self._session is None:
            raise TryLater("Slack: not connected")
        try:
            async with self._session.post(
                url, allow_redirects=False, proxy=self._client.proxy, **sent
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLater(f"{what}: {type(error).__name__}") from error
        if status == 429 or status >= 500:
            raise TryLater(f"{what}: HTTP {status}")
        if status >= 300:
            raise Unfit(f"{what}: HTTP {status}")


async def received(answer: aiohttp.ClientResponse, *, most: int) -> bytes:
    """The bytes of one answer. Raises TryLater, Dead, TooLarge."""
    if answer.status == 429 or answer.status >= 500:
        raise TryLater(f"download: HTTP {answer.status}")
    if answer.status != 200:
        raise Dead(f"download: HTTP {answer.status}")
    if answer.content_type == PAGE:
        raise Dead("download: a page to sign in, so the token may not read files")
    return await whole(answer, most=most)


def meaning(error: SlackApiError) -> TryLater | Dead:
    """What Slack's refusal means for the message: come back later, or never."""
    answer: Any = error.response
    # an answer that was no JSON comes as aiohttp's own, with other attributes
    status = getattr(answer, "status_code", None) or getattr(answer, "status", 0)
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429:
        return NotYet("Slack: too many calls", after_s=_seconds(answer.headers))
    if status != 200 or code in PASSING or not code:
        return TryLater(f"Slack: {code or f'HTTP {status}'}")
    return Dead(code) if code in CLOSED else Unfit(code)


def quiet(name: str) -> logging.Logger:
    """slack_sdk and Bolt log what people wrote at lower levels, and refused bodies at INFO."""
    logger = logging.getLogger(f"hardline.{name}")
    logger.setLevel(logging.ERROR)
    return logger


def _seconds(headers: Any) -> float:
    found = next((str(headers[name]) for name in headers if name.lower() == "retry-after"), "")
    return float(found) if found.isdecimal() else SLOW_S
