from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest
from frictionless import validate
from small_warehouse import make_marts

from warehouse.export import export, inert

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    make_marts(path, events=4, wording=HOSTILE[0])
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("text", HOSTILE)
def test_formula_text_is_made_inert(text: str) -> None:
    assert inert(text) == f"'{text}"


def test_ordinary_text_is_left_alone() -> None:
    assert inert("《广元年鉴（2023）》=好") == "《广元年鉴（2023）》=好"


def test_spreadsheets_run_nothing_that_a_bulletin_says(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "out", ["csv", "excel"])
    assert read_csv(tmp_path / "out/csv/fct_events.csv")[0]["title"] == f"'{HOSTILE[0]}"
    sheet = openpyxl.load_workbook(tmp_path / "out/warehouse.xlsx")["fct_events"]
    header = [cell.value for cell in sheet[1]]
    cell = sheet[2][header.index("title")]
    assert (cell.data_type, cell.value) == ("s", f"'{HOSTILE[0]}")


def test_parquet_keeps_everything_as_it_is(database: Path, tmp_path: Path) -> None:
    written = export(database, tmp_path / "it's out", ["parquet"])
    assert {path.stem for path in written} >= {"fct_events", "dim_issues"}
    path = tmp_path / "it's out/parquet/dim_issues.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute("select report_to, issue_date::varchar from read_parquet(?)", [str(path)]).fetchall()
    assert rows == [(["省委", "省政府"], "2024-03-10")]


def test_lists_are_json_in_csv_and_joined_in_excel(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path, ["csv", "excel"])
    assert json.loads(read_csv(tmp_path / "csv/dim_issues.csv")[0]["report_to"]) == ["省委", "省政府"]
    sheet = openpyxl.load_workbook(tmp_path / "warehouse.xlsx")["dim_issues"]
    assert "省委; 省政府" in [cell.value for cell in sheet[2]]


def test_excel_takes_texts_and_characters_that_its_format_does_not(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update marts.fct_events set title = chr(12) || repeat('志', 40000) where event_id = 'e0000'"
        )
    export(database, tmp_path, ["excel"])
    sheet = openpyxl.load_workbook(tmp_path / "warehouse.xlsx")["fct_events"]
    longest = max((str(cell.value) for cell in sheet[2]), key=len)
    assert len(longest) == 32767
    assert longest.endswith("志…")


def test_the_data_package_describes_itself_and_is_valid(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path, ["datapackage"])
    path = tmp_path / "datapackage/datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    events = next(resource for resource in descriptor["resources"] if resource["name"] == "fct-events")
    assert events["description"] == "An event · 事件"
    schema = events["schema"]
    assert schema["primaryKey"] == ["event_id"]
    assert {"fields": ["unit_code"], "reference": {"resource": "dim-admin-units", "fields": ["unit_code"]}} in schema[
        "foreignKeys"
    ]
    title = next(field for field in schema["fields"] if field["name"] == "title")
    assert (title["title"], title["description"]) == ("Short label", "Short label · 简称")
    report = validate(str(path))
    assert report.valid, report.flatten(["note"])


def test_a_broken_key_makes_the_data_package_invalid(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("update marts.fct_events set unit_code = '999999' where event_id = 'e0001'")
    export(database, tmp_path, ["datapackage"])
    assert not validate(str(tmp_path / "datapackage/datapackage.json")).valid


def test_another_format_is_refused_before_anything_is_written(database: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such format: pdf; there are parquet, csv, excel, datapackage"):
        export(database, tmp_path / "out", ["csv", "pdf"])  # type: ignore[list-item]
    assert not (tmp_path / "out").exists()


def test_exporting_again_leaves_no_partial_files(database: Path, tmp_path: Path) -> None:
    for _ in range(2):
        written = export(database, tmp_path / "out")
    found = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == set(written)


def test_looking_at_settings_does_not_import_the_spreadsheet_libraries() -> None:
    code = (
        "import sys, warehouse.export; print([m for m in ('openpyxl', 'frictionless', 'pandas') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert out.stdout == "[]\n"
