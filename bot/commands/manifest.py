"""`hardline manifest …`: what an administrator uploads to make the app."""

import json
from urllib.parse import urlsplit

import click

from bot.slack import manifest as slack_manifest


def _https(_: click.Context, __: click.Parameter, url: str | None) -> str:
    parts = urlsplit(url or "")
    if url and not (parts.scheme == "https" and parts.hostname):
        raise click.BadParameter("give the public address, beginning with https://")
    return url or ""


@click.group()
def manifest() -> None:
    """Print what makes the app in Slack or Teams."""


@manifest.command()
@click.option("--url", callback=_https, help="Public https address; leave out for Socket Mode.")
def slack(url: str) -> None:
    """Print the Slack app manifest: paste it at api.slack.com/apps, “From a manifest”."""
    made = slack_manifest.manifest(url)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))
