"""Settings from the environment: all that is missing or wrong is told at once, no secret shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SLACK_API = "https://slack.com/api/"
TEAMS_OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TEAMS_LOGIN = "https://login.microsoftonline.com"
TEAMS_SERVICE = "https://smba.trafficmanager.net/teams/"


class ConfigError(Exception):
    """The settings can't be used; the text names every problem, and no value."""


class Config(BaseSettings):
    """Names are those of the platforms' own documents where they have one."""

    model_config = SettingsConfigDict(
        extra="ignore", case_sensitive=True, frozen=True, populate_by_name=True
    )

    database: Annotated[Path, Field(alias="HARDLINE_DATABASE")] = Path("data/hardline.db")
    host: Annotated[str, Field(alias="HARDLINE_HOST")] = "127.0.0.1"
    port: Annotated[int, Field(alias="HARDLINE_PORT", ge=0, le=65535)] = 3978
    policy: Annotated[Path | None, Field(alias="HARDLINE_POLICY")] = None
    url: Annotated[str, Field(alias="HARDLINE_URL")] = ""

    slack_signing_secret: Annotated[SecretStr, Field(alias="SLACK_SIGNING_SECRET")] = SecretStr("")
    slack_bot_token: Annotated[SecretStr, Field(alias="SLACK_BOT_TOKEN")] = SecretStr("")
    slack_app_token: Annotated[SecretStr, Field(alias="SLACK_APP_TOKEN")] = SecretStr("")
    slack_api_url: Annotated[str, Field(alias="SLACK_API_URL")] = SLACK_API

    app_id: Annotated[str, Field(alias="MicrosoftAppId")] = ""
    app_password: Annotated[SecretStr, Field(alias="MicrosoftAppPassword")] = SecretStr("")
    # azure-identity's own name for it; MicrosoftAppPassword is then the file's password, if any.
    app_certificate: Annotated[Path | None, Field(alias="AZURE_CLIENT_CERTIFICATE_PATH")] = None
    app_type: Annotated[
        Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"], Field(alias="MicrosoftAppType")
    ] = "SingleTenant"
    app_tenant: Annotated[str, Field(alias="MicrosoftAppTenantId")] = ""
    teams_openid: Annotated[str, Field(alias="TEAMS_OPENID_METADATA")] = TEAMS_OPENID
    teams_login: Annotated[str, Field(alias="TEAMS_LOGIN_URL")] = TEAMS_LOGIN
    teams_service: Annotated[str, Field(alias="TEAMS_SERVICE_URL")] = TEAMS_SERVICE

    # No setting of a deployment: `hardline demo` alone opens Teams without an app id.
    local_teams: Annotated[bool, Field(exclude=True, alias="local_teams")] = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` is given: a demo must not find the real tokens by itself."""
        return (init_settings,)

    @field_validator("slack_api_url", "teams_openid", "teams_login", "teams_service", "url")
    @classmethod
    def _https(cls, value: str) -> str:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in LOOPBACK
        if value and not (parts.hostname and (parts.scheme == "https" or plain)):
            raise ValueError("must be an https address (http on loopback only)")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_api(cls, value: str) -> str:
        if not value.endswith("/api/"):
            raise ValueError("must end in /api/")
        return value

    @property
    def slack(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def teams(self) -> bool:
        return bool(self.app_id) or self.local_teams

    @property
    def loopback(self) -> bool:
        return self.host in LOOPBACK


def load(environ: Mapping[str, str], **given: object) -> Config:
    """Settings from `environ`; `given` ones come first. Raises ConfigError."""
    known = {field.alias for field in Config.model_fields.values() if not field.exclude}
    values = {key: value for key, value in environ.items() if key in known and value != ""}
    try:
        config = Config.model_validate({**values, **given})
    except ValidationError as error:
        wrong = {str(each["loc"][0]): _said(each["msg"]) for each in error.errors()}
        told = [f"{name}: {why}" for name, why in wrong.items()]
        rest = {key: value for key, value in {**values, **given}.items() if key not in wrong}
        missing = _incomplete(Config.model_validate(rest))
        raise ConfigError("\n".join([*told, *missing])) from None
    if problems := list(_incomplete(config)):
        raise ConfigError("\n".join(problems))
    return config


def need_platform(config: Config) -> None:
    """Raises ConfigError when neither platform is set up: `serve` would answer no one."""
    if not (config.slack or config.teams):
        raise ConfigError(
            "Neither platform is set up. For Slack set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET"
            " (or SLACK_APP_TOKEN); for Teams set MicrosoftAppId, MicrosoftAppPassword and"
            " MicrosoftAppTenantId."
        )


def _incomplete(config: Config) -> list[str]:
    secret, app = config.slack_signing_secret, config.slack_app_token
    problems = []
    if config.slack and not (secret.get_secret_value() or app.get_secret_value()):
        problems.append("SLACK_SIGNING_SECRET: needed with SLACK_BOT_TOKEN, or SLACK_APP_TOKEN")
    if not config.slack and (secret.get_secret_value() or app.get_secret_value()):
        problems.append("SLACK_BOT_TOKEN: needed with SLACK_SIGNING_SECRET or SLACK_APP_TOKEN")
    if config.app_id and config.app_type == "SingleTenant" and not config.app_tenant:
        problems.append("MicrosoftAppTenantId: needed for a single-tenant app")
    secretless = config.app_type == "UserAssignedMSI" or config.app_certificate is not None
    if config.app_id and not (secretless or config.app_password.get_secret_value()):
        problems.append("MicrosoftAppPassword: needed with MicrosoftAppId, or a certificate")
    if config.local_teams and not config.loopback:
        problems.append("HARDLINE_HOST: Teams without an app id works on loopback only")
    return problems


def _said(message: str) -> str:
    """Pydantic's sentence without the prefix it puts before our own."""
    return message.removeprefix("Value error, ")
