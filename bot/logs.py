"""Logs: one line an event, as JSON where no one is watching; never a secret, never a question."""

import logging
import sys

import structlog


def configure(*, terminal: bool | None = None, least: int = logging.INFO) -> None:
    """Once, at the start of the process. Libraries' warnings go the same way.

    Tracebacks are plain: structlog's own default prints local variables, tokens among them.
    """
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
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
