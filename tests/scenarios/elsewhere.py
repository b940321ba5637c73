"""A server that a file is fetched from, and that does what none should."""

from aiohttp import web


def app() -> web.Application:
    made = web.Application()
    for path, handler in (("/endless", endless), ("/away", away), ("/down", down)):
        made.router.add_get(path, handler)
    return made


async def endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(100):
        await answer.write(b"x" * 1_000)
    return answer


async def away(request: web.Request) -> web.Response:
    raise web.HTTPFound("/endless")


async def down(request: web.Request) -> web.Response:
    return web.Response(status=503)
