"""Everything that can be configured, in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
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
    ui_host: str = Field(default="127.0.0.1", description="Address that the web interface listens on")
    ui_port: int = Field(default=3000, ge=0, le=65535, description="Port of the web interface")

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
        return self
