"""Settings: every problem at once, and no secret in any of it."""

import pytest

from bot.config import ConfigError, load, need_platform

SLACK = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "hush"}


def test_defaults_need_nothing() -> None:
    config = load({})
    assert (config.host, config.port, str(config.database)) == (
        "127.0.0.1",
        3978,
        "data/hardline.db",
    )


def test_only_the_environment_that_is_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-real")
    monkeypatch.setenv("HARDLINE_PORT", "1")
    config = load(SLACK)
    assert (config.port, config.slack_app_token.get_secret_value()) == (3978, "")


def test_everything_wrong_is_told_at_once() -> None:
    wrong = {
        "HARDLINE_PORT": "many",
        "SLACK_API_URL": "https://slack.com/",
        "HARDLINE_URL": "http://bot.example",
        "TEAMS_LOGIN_URL": "ftp://login",
    }
    with pytest.raises(ConfigError) as told:
        load(wrong)
    assert all(name in str(told.value) for name in wrong)


def test_everything_missing_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as told:
        load({"SLACK_BOT_TOKEN": "xoxb-secret", "MicrosoftAppId": "app"})
    missing = ("SLACK_SIGNING_SECRET", "MicrosoftAppTenantId", "MicrosoftAppPassword")
    assert all(name in str(told.value) for name in missing)


def test_what_is_wrong_and_what_is_missing_are_told_together() -> None:
    with pytest.raises(ConfigError) as told:
        load({"HARDLINE_PORT": "many", "SLACK_APP_TOKEN": "xapp-secret"})
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == [
        "HARDLINE_PORT",
        "SLACK_BOT_TOKEN",
    ]


def test_a_certificate_stands_in_for_the_secret() -> None:
    app = {"MicrosoftAppId": "app", "MicrosoftAppTenantId": "tenant"}
    assert load({**app, "AZURE_CLIENT_CERTIFICATE_PATH": "app.pem"}).teams


def test_secrets_are_never_shown() -> None:
    config = load({**SLACK, "SLACK_APP_TOKEN": "xapp-secret"})
    assert "secret" not in repr(config).replace("SecretStr", "").replace("_secret", "")
    with pytest.raises(ConfigError) as told:
        load({**SLACK, "HARDLINE_PORT": "x", "SLACK_API_URL": "nonsense"})
    assert "xoxb" not in str(told.value)


def test_plain_http_is_for_loopback() -> None:
    assert load({"SLACK_API_URL": "http://127.0.0.1:1/api/"}).slack_api_url.startswith("http:")
    with pytest.raises(ConfigError, match="https"):
        load({"SLACK_API_URL": "http://slack.example/api/"})


def test_serving_needs_a_platform() -> None:
    need_platform(load(SLACK))
    with pytest.raises(ConfigError, match="MicrosoftAppId"):
        need_platform(load({}))


def test_the_environment_does_not_open_teams_without_an_app_id() -> None:
    assert not load({"local_teams": "true"}).teams


def test_teams_without_an_app_id_stays_on_loopback() -> None:
    with pytest.raises(ConfigError, match="loopback only"):
        load({"HARDLINE_HOST": "0.0.0.0"}, local_teams=True)
