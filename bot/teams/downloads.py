"""Files that people post to the bot in their own chat: each comes with an address that opens it for
whoever has it, and for an hour. No token of ours goes along.
"""

import aiohttp
import structlog

from bot.bodies import whole
from handlers.request import File, NotReadable, TooLarge

from .connector import Http
from .consents import takes
from .keys import NETWORK
from .limits import UPLOAD_S

TIMEOUT = aiohttp.ClientTimeout(total=UPLOAD_S)
log = structlog.get_logger()


class Downloads:
    def __init__(self, http: Http) -> None:
        self._http = http

    async def get(self, file: File, *, service_url: str, most: int) -> bytes | None:
        """None if it can't be had just now. Raises TooLarge, NotReadable."""
        if file.size > most:
            raise TooLarge
        if not takes(file.content, service_url):
            log.warning("file not readable", why="no address of OneDrive or SharePoint")
            raise NotReadable
        try:
            async with self._http().get(
                file.content, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                return await received(answer, most=most)
        except (*NETWORK, ValueError) as error:
            log.info("file not fetched", why=type(error).__name__)
            return None


async def received(answer: aiohttp.ClientResponse, *, most: int) -> bytes | None:
    if answer.status == 429 or answer.status >= 500:
        return None
    if answer.status != 200:
        log.warning("file not readable", why=f"HTTP {answer.status}")
        raise NotReadable
    return await whole(answer, most=most)
