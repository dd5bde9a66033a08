"""What the assets share: the home folder, held by one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import Field, PrivateAttr

from orchestration.home import end_abandoned_runs
from orchestration.judging import Question
from warehouse.locks import Busy
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The home folder. A run that uses it has it alone; a second one is told who is at work, and fails."""

    path: str = Field(description="The folder")
    accept_row_fall: bool = Field(
        default=False, description="Publish although rows fell by more than the settings permit"
    )

    _settings: Settings = PrivateAttr()
    _build_file: Path = PrivateAttr()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Home]:
        """Hold the home folder while the run goes on."""
        self._settings = Settings(home=Path(self.path))
        run_id = context.run.run_id if context.run is not None else "none"
        try:
            with ReleaseStore(self._settings).run(run_id) as build_file:
                self._build_file = build_file
                if context.instance is not None:
                    end_abandoned_runs(context.instance, run_id)
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
    def question(self) -> Question:
        """What the judge is asked about this run's database."""
        settings = self._settings
        return Question(
            self._build_file,
            settings.docs,
            settings.published if self.releases.current() is not None else None,
            settings.max_row_fall,
            self.accept_row_fall or settings.accept_row_fall,
            settings.memory_limit,
        )

    @property
    def releases(self) -> ReleaseStore:
        """What was published."""
        return ReleaseStore(self._settings)
