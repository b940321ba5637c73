import pytest

from bot.slack.trust import secure, trusted

API = "https://slack.com/api/"
LOCAL = "http://127.0.0.1:4010/api/"


@pytest.mark.parametrize(
    ("url", "api", "is_trusted"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", API, True),
        ("https://slack.com/x", API, True),
        ("https://files.slack.com:443/x", API, True),
        ("https://hooks.slack-gov.com/x", "https://slack-gov.com/api/", False),
        ("https://slack-gov.com/x", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:4010/hooks/1", LOCAL, True),
        ("http://127.0.0.1:4011/hooks/1", LOCAL, False),
        ("http://hooks.slack.com/x", API, False),
        ("https://hooks.slack.com:8443/x", API, False),
        ("https://slack.com.evil.example/x", API, False),
        ("https://evilslack.com/x", API, False),
        ("https://slack.com@evil.example/x", API, False),
        ("https://user:pw@hooks.slack.com/x", API, False),
        ("https://evil.example/?slack.com", API, False),
        ("https://hooks.slack.com:x/y", API, False),
        ("ftp://slack.com/x", API, False),
        ("https://[::1", API, False),
        ("", API, False),
    ],
)
def test_only_slack_is_answered(url: str, api: str, *, is_trusted: bool) -> None:
    assert trusted(url, api) is is_trusted


@pytest.mark.parametrize(
    ("url", "is_secure"),
    [
        ("https://slack.com/api/", True),
        ("http://localhost:1/api/", True),
        ("http://[::1]:1/api/", True),
        ("http://slack.com/api/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("slack.com", False),
    ],
)
def test_plain_http_is_for_this_machine_only(url: str, *, is_secure: bool) -> None:
    assert secure(url) is is_secure
