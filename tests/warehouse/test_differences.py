from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warehouse import differences
from warehouse.releases import Release, ReleaseStore
from warehouse.settings import Settings

Publisher = Callable[..., Release]
Altered = Callable[..., tuple[Path, Path]]


@pytest.fixture
def altered(publish: Publisher, store: ReleaseStore, tmp_path: Path) -> Altered:
    """Publishes a release of four events and copies it, the copy changed by some statements; gives both files."""

    def alter(*statements: str) -> tuple[Path, Path]:
        publish("run1", events=4)
        before, after = store.releases()[0].path, tmp_path / "after.duckdb"
        after.write_bytes(before.read_bytes())
        with duckdb.connect(str(after)) as connection:
            for statement in statements:
                connection.execute(statement)
        return before, after

    return alter


def test_each_publication_says_what_it_changed_and_for_which_cities(publish: Publisher, settings: Settings) -> None:
    publish("run1", events=4)
    release = publish("run2", events=6)
    folder = settings.docs / "differences"
    told = json.loads((folder / f"{release.release_id}.json").read_text(encoding="utf-8"))
    events = next(table for table in told["tables"] if table["table"] == "fct_events")
    assert (events["added"], events["gone"], events["changed"]) == (2, 0, 0)
    assert events["samples"]["added"] == ['["e0004"]', '["e0005"]']
    assert [(city["unit_name"], city["added"]) for city in told["cities"]] == [("成都市", 1), ("绵阳市", 1)]
    text = (folder / f"{release.release_id}.md").read_text(encoding="utf-8")
    assert "| fct_events | 2 | 0 | 0 |" in text
    assert "成都市" in text


def test_changed_and_gone_rows_are_told_apart(publish: Publisher, store: ReleaseStore) -> None:
    first = publish("run1", events=4)
    second = publish("run2", events=3, wording="召开大会")
    difference = store.difference(first.release_id, second.release_id)
    events = next(table for table in difference.tables if table.table == "fct_events")
    assert (events.added, events.gone, events.changed) == (0, 1, 3)
    back = store.difference(second.release_id, first.release_id)
    events = next(table for table in back.tables if table.table == "fct_events")
    assert (events.added, events.gone, events.changed) == (1, 0, 3)


@pytest.mark.parametrize(
    ("event", "unit_code", "changed"),
    [
        ("e0001", "510104", [("成都市", 0, 0, 1), ("绵阳市", 0, 0, 1)]),
        ("e0000", "510100", [("成都市", 0, 0, 1)]),
    ],
    ids=["to another city: for both", "within a city: there, once"],
)
def test_a_row_that_moves_changed_where_it_was_and_where_it_is(
    altered: Altered, event: str, unit_code: str, changed: list[tuple[str, int, int, int]]
) -> None:
    difference = differences.compare(
        *altered(f"update marts.fct_events set unit_code = '{unit_code}' where event_id = '{event}'")
    )
    assert [(city.unit_name, city.added, city.gone, city.changed) for city in difference.cities] == changed


def test_reading_the_same_bulletins_later_is_no_difference(publish: Publisher, store: ReleaseStore) -> None:
    first = publish("run1", read_at="2024-01-01")
    second = publish("run2", read_at="2025-01-01", shuffled=True)
    difference = store.difference(first.release_id, second.release_id)
    assert not any(table.any for table in difference.tables)
    assert "No row differs." in differences.markdown(difference)


def test_a_column_or_table_that_one_release_lacks_does_not_stop_the_report(altered: Altered) -> None:
    difference = differences.compare(
        *altered(
            "alter table marts.fct_events add column status varchar default 'happened'",
            "create table marts.fct_measures as select 'm' as measure_id",
            "drop table marts.dim_issues",
        )
    )
    assert difference.new_tables == ("fct_measures",)
    assert difference.gone_tables == ("dim_issues",)
    assert not any(table.any for table in difference.tables)


def test_markup_in_a_key_is_shown_as_text() -> None:
    table = differences.TableDifference("fct_events", 1, 0, 0, {"added": ["<img src=x>|[x](javascript:1)"]})
    text = differences.markdown(differences.Difference("a", "b", (table,), (), (), ()))
    assert "<img" not in text
    assert "&lt;img src=x&gt;\\|\\[x\\]" in text


def test_two_releases_are_compared_in_little_memory_and_nothing_is_left_behind(
    publish: Publisher, store: ReleaseStore, settings: Settings
) -> None:
    first, second = publish("run1", events=4), publish("run2", events=6)
    small = ReleaseStore(settings.model_copy(update={"memory_limit": "100MB"}))
    assert any(table.added == 2 for table in small.difference(first.release_id, second.release_id).tables)
    assert not (settings.build / "comparing").exists()
