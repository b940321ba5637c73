"""Files that people post to the bot, fetched with its token."""

import structlog

from bot.sending import Dead, TryLater
from handlers.request import File, NotReadable, TooLarge

from .limits import Json
from .web import Web

ELSEWHERE = ("external", "tombstone", "hidden_by_limit")
log = structlog.get_logger()


def content(file: Json) -> str:
    """Where its bytes are; '' for a file that is kept elsewhere, deleted, or hidden."""
    if file.get("is_external") or file.get("mode") in ELSEWHERE:
        return ""
    return str(file.get("url_private_download") or file.get("url_private") or "")


class Downloads:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def get(self, file: File, *, most: int) -> bytes | None:
        """None if Slack can't be asked just now. Raises TooLarge, NotReadable."""
        if file.size > most:
            raise TooLarge
        try:
            return await self._web.download(file.content, most=most)
        except TryLater as error:
            log.info("file not fetched", why=str(error))
            return None
        except Dead as error:
            log.warning("file not readable", why=str(error))
            raise NotReadable from None
