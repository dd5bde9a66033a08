"""Everything that can be configured, in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

SETTINGS_FILE = "fangzhi.toml"


class Settings(BaseSettings):
    """Where things are and how strict the gate is.

    Read, the first found wins, from arguments, from environment variables (``FANGZHI_HOME``, ``FANGZHI_BULLETINS`` …)
    and from ``fangzhi.toml`` in the working directory, where sources are tables that are handed on as they are:

    >>> # [[source]]
    >>> # kind = "folder"
    >>> # path = "bulletins"
    """

    model_config = SettingsConfigDict(env_prefix="FANGZHI_", toml_file=SETTINGS_FILE, extra="ignore")

    home: Path = Field(default=Path("data"), description="Folder of everything made at run time")
    bulletins: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Sources: folders, archives or addresses; one, or a JSON list of several",
    )
    source: list[dict[str, Any]] = Field(default_factory=list, description="Sources that need more than an address")
    watch_landing: bool = Field(default=True, description="Build when a file arrives in home/landing")
    schedule: str = Field(default="0 6 * * *", description="Cron expression of the daily build")
    schedule_timezone: str = Field(default="Asia/Shanghai", description="Time zone of the cron expression")
    keep_releases: int = Field(default=5, ge=1, description="Published files kept, the current one included")
    max_row_fall: float = Field(
        default=0.2, ge=0, le=1, description="Share of a table's rows that may be gone since the last release"
    )
    accept_row_fall: bool = Field(default=False, description="Publish although rows fell by more than that")
    memory_limit: str = Field(
        default="4GB",
        pattern=r"^[0-9]+(?:\.[0-9]+)? ?[KMGT]i?B$",
        description="Memory that DuckDB may take in one process; what does not fit is spilled to the disk",
    )
    ui_host: str = Field(default="127.0.0.1", description="Address that the web interface listens on")
    ui_port: int = Field(default=3000, ge=0, le=65535, description="Port of the web interface")
    log_format: Literal["text", "json"] = Field(
        default="text", description="`json`: JSON lines on standard error while a build runs, instead of a bar"
    )
    alert_warnings: bool = Field(
        default=False, description="Alert also where a release is published with warnings, not only where none is"
    )
    alert_webhook: SecretStr | None = Field(default=None, description="Address that alerts are posted to as JSON")
    alert_webhook_form: Literal["text", "msgtype"] = Field(
        default="text",
        description="`text`: as Slack and Mattermost take it, with all fields; `msgtype`: as WeCom and DingTalk do",
    )
    alert_email_to: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Addresses that alerts are mailed to, parted by commas"
    )
    alert_email_from: str = Field(default="", description="Sender of alerts; empty: the first recipient")
    alert_smtp_host: str = Field(default="localhost", description="Mail server")
    alert_smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server")
    alert_smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the mail server is spoken to"
    )
    alert_smtp_user: str = Field(default="", description="User at the mail server; empty: none is named")
    alert_smtp_password: SecretStr | None = Field(default=None, description="Password at the mail server")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then fangzhi.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("bulletins", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if text.startswith("["):
            return json.loads(text)
        return [text] if text else []

    @field_validator("alert_email_to", mode="before")
    @classmethod
    def _parted_by_commas(cls, value: object) -> object:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("alert_webhook")
    @classmethod
    def _is_web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        if not value.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("a webhook's address begins with https://")  # which is not repeated: it is a secret
        return value

    @model_validator(mode="after")
    def _password_is_not_overheard(self) -> Settings:
        if self.alert_smtp_user and self.alert_smtp_security == "none":
            raise ValueError(
                "a password is sent over an encrypted connection only: alert_smtp_security must not be none"
            )
        return self

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def sources(self) -> list[str | Mapping[str, Any]]:
        """Every source to read, the landing folder first."""
        return [str(self.landing), *self.bulletins, *self.source]

    @property
    def landing(self) -> Path:
        """Folder for new bulletins, watched while the web interface runs."""
        return self.home / "landing"

    @property
    def staging(self) -> Path:
        """Parquet store that ingestion writes and dbt reads."""
        return self.home / "staging"

    @property
    def build(self) -> Path:
        """Files that are being built or were refused."""
        return self.home / "build"

    @property
    def releases(self) -> Path:
        """The last published files."""
        return self.home / "releases"

    @property
    def published(self) -> Path:
        """The file that readers open."""
        return self.home / "warehouse.duckdb"

    @property
    def docs(self) -> Path:
        """Data Docs, difference reports and work lists."""
        return self.home / "docs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage: runs and their events."""
        return self.home / "dagster"

    @property
    def dbt_target(self) -> Path:
        """What dbt compiles and records."""
        return self.home / "dbt"

    def ensure(self) -> Settings:
        """Make the folders that are missing; returns the settings."""
        for folder in (
            self.landing,
            self.staging,
            self.build,
            self.releases,
            self.docs,
            self.dagster_home,
            self.dbt_target,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        (self.home / ".fangzhi-home").touch()  # so that no source takes what lies here for bulletins
        return self
