"""The bytes of what is fetched elsewhere, and never more of them than were asked for."""

import aiohttp

from handlers.request import TooLarge

PIECE = 64 * 1024


async def whole(answer: aiohttp.ClientResponse, *, most: int) -> bytes:
    """Raises TooLarge, before it is read where its length is told."""
    if (answer.content_length or 0) > most:
        raise TooLarge
    found = bytearray()
    async for piece in answer.content.iter_chunked(PIECE):
        found += piece
        if len(found) > most:
            raise TooLarge
    return bytes(found)
