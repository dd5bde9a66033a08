"""The sensor looks at whatever lies in the landing folder, and stumbles over nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.defs.sensors import NOTHING, state_of


def test_names_of_no_encoding_links_pipes_and_locked_folders_do_not_stop_the_sensor(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\xfe\n.txt")).write_bytes(b"1")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to("nothing")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "locked").mkdir(mode=0)
    one = state_of(tmp_path)
    assert one != NOTHING
    (tmp_path / os.fsdecode(b"\xff\xfd.txt")).write_bytes(b"1")
    assert state_of(tmp_path) not in (one, NOTHING)


def test_a_file_that_goes_while_it_is_looked_at_is_seen_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "going.txt").write_bytes(b"1")

    def gone(*_: object) -> os.stat_result:
        raise FileNotFoundError

    monkeypatch.setattr("orchestration.defs.sensors.os.stat", gone)
    assert state_of(tmp_path) == NOTHING
