"""Dagster's SQLite storage, with one open connection per database instead of one per statement.

Dagster opens, compiles for and closes SQLite anew with each event. A build reports about a thousand of them (assets,
checks, their plans), which takes longer than the build itself; held open, it takes a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster import EventLogEntry
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

from orchestration.logs import RunLog


class HeldOpenEventLog(SqliteEventLogStorage):
    """The event log, its connections held open for as long as the process runs."""

    def __init__(
        self, base_dir: str, inst_data: ConfigurableClassData | None = None, run_log: RunLog | None = None
    ) -> None:
        self._engines: dict[str, Any] = {}
        self._tables: dict[str, bool] = {}
        self._run_log = run_log
        super().__init__(base_dir, inst_data)

    def store_event(self, event: EventLogEntry) -> None:
        """Store the event, and have its line written to the run's log."""
        super().store_event(event)
        if self._run_log is not None:
            self._run_log.write(event)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Any]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def has_table(self, table_name: str) -> bool:
        """True where the index database has the table; asked once for each."""
        if not self._tables.get(table_name):
            self._tables[table_name] = super().has_table(table_name)
        return self._tables[table_name]

    def dispose(self) -> None:
        """Close every connection."""
        super().dispose()
        if self._run_log is not None:
            self._run_log.close()
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        self._initialized_dbs.clear()

    def delete_events(self, run_id: str) -> None:
        """Forget a run's events and log, and the database that held them, which Dagster would leave behind empty."""
        super().delete_events(run_id)
        if self._run_log is not None:
            self._run_log.forget(run_id)
        engine = self._engines.pop(run_id, None)
        if engine is not None:
            engine.dispose()
        self._initialized_dbs.discard(run_id)
        for ending in ("", "-wal", "-shm"):
            Path(f"{self.path_for_shard(run_id)}{ending}").unlink(missing_ok=True)

    def _engine(self, shard: str) -> Any:
        engine = self._engines.get(shard)
        if engine is None:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
                pool_size=1,
                max_overflow=1,  # setting a database up takes a second connection
            )
            self._initdb(engine)
            with engine.connect() as connection:
                # With a write-ahead log a crash of the process loses nothing at this setting.
                connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            self._initialized_dbs.add(shard)
            self._engines[shard] = engine
        return engine


class HeldOpenSqliteStorage(DagsterSqliteStorage):
    """Dagster's SQLite storage with the event log held open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        opened = self._event_log_storage
        self._event_log_storage = HeldOpenEventLog(opened._base_dir, run_log=RunLog(Path(base_dir).parent / "logs"))

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> HeldOpenSqliteStorage:
        """The storage that dagster.yaml asks for."""
        return cls.from_local(inst_data=inst_data, **config_value)
