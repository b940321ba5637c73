"""Logs: one line an event, as JSON where no one is watching; never a secret, never a question."""

import logging
import sys

import structlog


def configure(*, terminal: bool | None = None) -> None:
    """Once, at the start of the process. Libraries' warnings go the same way."""
    watched = sys.stderr.isatty() if terminal is None else terminal
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
