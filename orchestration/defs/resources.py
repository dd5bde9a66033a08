"""What the assets share: the home folder, held by one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from orchestration.home import end_abandoned_runs
from orchestration.transformation import Project
from warehouse.locks import Busy
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The home folder. A run that uses it has it alone; a second one is told who is at work, and fails."""

    path: str

    _settings: Settings = PrivateAttr()
    _build_file: Path = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Home]:
        """Hold the home folder while the run goes on."""
        self._settings = Settings(home=Path(self.path))
        run_id = context.run_id or "none"
        try:
            with ReleaseStore(self._settings).run(run_id) as build_file:
                self._build_file = build_file
                if context.instance is not None:
                    end_abandoned_runs(context.instance, context.run_id)
                yield self
        except Busy as busy:
            raise dg.Failure(description=str(busy), allow_retries=False) from busy

    @property
    def settings(self) -> Settings:
        """The settings of this home."""
        return self._settings

    @property
    def build_file(self) -> Path:
        """Where this run's database goes."""
        return self._build_file

    @property
    def project(self) -> Project:
        """The dbt project."""
        return Project(self._settings)

    @property
    def releases(self) -> ReleaseStore:
        """What was published."""
        return ReleaseStore(self._settings)
