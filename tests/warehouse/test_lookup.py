from __future__ import annotations

from pathlib import Path

import pytest
from small_warehouse import TEXT, make_marts

from warehouse.lookup import NoSuchRow, explain


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    make_marts(path, events=3)
    return path


def test_a_fact_leads_to_its_passage_and_rule(database: Path) -> None:
    explained = explain(database, "e0001")
    assert (explained.table, explained.row["title"]) == ("fct_events", "召开会议")
    passage = explained.passage
    assert passage is not None
    assert passage.text == TEXT[passage.char_start : passage.char_end]
    assert TEXT.endswith(passage.after)
    assert TEXT.startswith(passage.before)
    assert passage.before + passage.text + passage.after == TEXT
    assert (passage.source_uri, passage.rule_id) == ("a.txt", "event.meeting")


def test_an_id_that_nothing_has_is_said_so(database: Path) -> None:
    with pytest.raises(NoSuchRow, match="no row has the id nonsense"):
        explain(database, "nonsense")
    with pytest.raises(NoSuchRow):
        explain(database, "' or '1'='1")


def test_a_row_without_a_span_rests_on_the_facts_that_name_it(sample_warehouse: Path) -> None:
    import duckdb

    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        ((project_id, name),) = connection.execute(
            "select project_id, project_name from marts.dim_projects order by mention_count desc, 1 limit 1"
        ).fetchall()
    explained = explain(sample_warehouse, project_id)
    assert explained.table == "dim_projects"
    assert 1 <= len(explained.passages) <= 10
    assert any(name[-2:] in passage.quote for passage in explained.passages)
