"""The Slack edge: Bolt in, the Web API out, Block Kit between. Nothing else imports slack_*."""

from .link import connect

__all__ = ["connect"]
