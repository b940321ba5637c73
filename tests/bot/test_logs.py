"""Logs tell what happened, and no secret."""

import pytest
import structlog

from bot import logs


@pytest.mark.parametrize("terminal", [True, False])
def test_a_traceback_shows_no_local_variables(
    capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    logs.configure(terminal=terminal)
    token = "xoxb-hush"
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger().exception("failed", length=len(token))
    told = capsys.readouterr().err
    assert "broken" in told
    assert "hush" not in told.replace('token = "xoxb-hush"', "")


def test_less_than_the_least_level_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(terminal=False, least=40)
    structlog.get_logger().warning("noise")
    assert capsys.readouterr().err == ""
    logs.configure(terminal=False)
