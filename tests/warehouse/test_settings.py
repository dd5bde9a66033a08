from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingestion.sources.folder import HOME_MARK
from warehouse.settings import Settings


def test_environment_wins_over_the_file_and_arguments_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fangzhi.toml").write_text('keep_releases = 2\nui_port = 4000\nschedule = "0 7 * * *"\n')
    monkeypatch.setenv("FANGZHI_UI_PORT", "5000")
    monkeypatch.setenv("FANGZHI_SCHEDULE", "0 8 * * *")
    settings = Settings(schedule="0 9 * * *")
    assert (settings.keep_releases, settings.ui_port, settings.schedule) == (2, 5000, "0 9 * * *")


def test_one_folder_or_a_list_of_sources_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZHI_BULLETINS", "../shared/a folder")
    assert Settings().bulletins == ["../shared/a folder"]
    monkeypatch.setenv("FANGZHI_BULLETINS", '["one", "https://example.org/list"]')
    assert Settings().bulletins == ["one", "https://example.org/list"]
    monkeypatch.setenv("FANGZHI_BULLETINS", "")
    assert Settings().bulletins == []


def test_source_tables_are_handed_on_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "fangzhi.toml").write_text('[[source]]\nkind = "web"\nurl = "https://example.org"\ndelay = 2\n')
    settings = Settings(home=tmp_path / "home")
    assert settings.sources == [
        str(tmp_path / "home" / "landing"),
        {"kind": "web", "url": "https://example.org", "delay": 2},
    ]


def test_the_home_folder_does_not_move_with_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings()
    monkeypatch.chdir("/")
    assert settings.published == tmp_path / "data" / "warehouse.duckdb"


def test_folders_are_made_once_and_kept(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "new").ensure()
    (settings.landing / "kept.txt").write_text("x")
    settings.ensure()
    assert (settings.landing / "kept.txt").exists()
    assert settings.releases.is_dir()


@pytest.mark.parametrize("wrong", [{"keep_releases": 0}, {"max_row_fall": 1.5}, {"ui_port": 70000}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_the_web_interface_listens_on_this_machine_only_by_default() -> None:
    assert (Settings().ui_host, Settings().ui_port) == ("127.0.0.1", 3000)


def test_a_home_is_marked_as_sources_look_for_it(tmp_path: Path) -> None:
    home = tmp_path / "bulletins" / "data"
    Settings(home=home).ensure()
    assert (home / HOME_MARK).exists()


@pytest.mark.parametrize("amount", ["2GB", "512 MB", "1.5GiB"])
def test_memory_is_limited_in_the_units_that_duckdb_knows(amount: str, tmp_path: Path) -> None:
    assert Settings(home=tmp_path, memory_limit=amount).memory_limit == amount


@pytest.mark.parametrize("amount", ["", "much", "80%", "4GB'; drop table x; --"])
def test_what_is_no_amount_of_memory_is_refused(amount: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Settings(home=tmp_path, memory_limit=amount)
