"""Where files may go that people agreed to receive."""

import pytest

from bot.teams.consents import takes

TEAMS, HERE = "https://smba.trafficmanager.net/emea/", "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("url", "service", "allowed"),
    [
        ("https://vendor-my.sharepoint.com/personal/x?upload=1", TEAMS, True),
        ("https://eu-api.asm.svc.ms/x", TEAMS, True),
        ("https://graph.microsoft.com/v1.0/x", TEAMS, True),
        ("http://vendor-my.sharepoint.com/x", TEAMS, False),
        ("https://sharepoint.com.evil.example/x", TEAMS, False),
        ("https://evilsharepoint.com/x", TEAMS, False),
        ("https://evil.example/sharepoint.com", TEAMS, False),
        ("https://user@evil.example:443/?.svc.ms", TEAMS, False),
        ("http://127.0.0.1:8080/x", TEAMS, False),
        ("https://localhost/x", TEAMS, False),
        ("http://127.0.0.1:8080/x", HERE, True),
        ("http://169.254.169.254/latest", HERE, False),
        ("file:///etc/passwd", HERE, False),
        ("", TEAMS, False),
    ],
)
def test_only_microsofts_stores_take_files(url: str, service: str, allowed: bool) -> None:
    assert takes(url, service) is allowed
