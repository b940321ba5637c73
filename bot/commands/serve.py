"""`hardline serve`: the real thing, on the platforms that are set up."""

import asyncio
import signal

import click

from bot import logs
from bot.config import Config, ConfigError, need_platform
from bot.loop import run
from bot.wiring import build, keep_in_memory, serving

from .common import fail, in_words, note_officer, settings


@click.command()
def serve() -> None:
    """Answer in Slack and Teams until stopped."""
    logs.configure()
    config = settings()
    try:
        need_platform(config)
    except ConfigError as error:
        fail(str(error))
    with in_words():
        run(_serve(config))


async def _serve(config: Config) -> None:
    bot = build(config)
    await note_officer(bot.ctx.db, bot.ctx.policy)
    async with serving(bot, host=config.host, port=config.port) as port:
        keep_in_memory()
        names = " and ".join(link.platform.capitalize() for link in bot.links)
        click.echo(f"Hardline answers in {names}; listening on {config.host}:{port}.")
        await stopped()


async def stopped() -> None:
    """Until the process is asked to end."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, done.set)
    await done.wait()
