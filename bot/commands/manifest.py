"""`hardline manifest …`: what an administrator uploads to make the app."""

import json
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import click

from bot.slack import manifest as slack_manifest
from bot.teams import package as teams_package

from .common import in_words

NO_APP = str(UUID(int=0))


def _https(_: click.Context, __: click.Parameter, url: str | None) -> str:
    parts = urlsplit(url or "")
    if url and not (parts.scheme == "https" and parts.hostname):
        raise click.BadParameter("give the public address, beginning with https://")
    return url or ""


@click.group()
def manifest() -> None:
    """Print what makes the app in Slack or Teams."""


@manifest.command(short_help="Print the Slack app manifest.")
@click.option(
    "--url", metavar="URL", callback=_https, help="Public https address; leave out for Socket Mode."
)
def slack(url: str) -> None:
    """Print the Slack app manifest: paste it at api.slack.com/apps, “From a manifest”."""
    made = slack_manifest.manifest(url)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _guid(_: click.Context, __: click.Parameter, app_id: str) -> str:
    try:
        return str(UUID(app_id))
    except ValueError:
        raise click.BadParameter("an app id looks like the one shown in Entra ID") from None


@manifest.command(short_help="Print the Teams manifest, and write the app package.")
@click.option("--url", metavar="URL", callback=_https, help="Public https address of the bot.")
@click.option(
    "--app-id",
    metavar="ID",
    callback=_guid,
    envvar="MicrosoftAppId",
    default=NO_APP,
    help="The bot's app id; without it, MicrosoftAppId.",
)
@click.option(
    "--threads",
    is_flag=True,
    help="Ask teams for their channels' messages, to hear replies that don't mention the bot.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=Path("hardline-teams.zip"),
    show_default=True,
    help="Where to write the app package.",
)
def teams(url: str, app_id: str, threads: bool, out: Path) -> None:
    """Print the Teams manifest, and write the package to upload in the Teams admin center."""
    made = teams_package.manifest(app_id, url, threads=threads)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
    if app_id == NO_APP:
        click.echo("No package written: set MicrosoftAppId, or give --app-id.", err=True)
        return
    with in_words():
        out.write_bytes(teams_package.package(made))
    click.echo(f"Wrote {out}: upload it under “Manage apps” in the Teams admin center.", err=True)
