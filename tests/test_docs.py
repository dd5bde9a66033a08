"""The pages say what the program does: answers, dictionary, commands and links are those of today."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
import typer

from ingestion.sources import open_source
from orchestration.cli.application import application
from warehouse.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted(path.relative_to(ROOT).as_posix() for folder in (ROOT, ROOT / "docs") for path in folder.glob("*.md"))


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated(generate: ModuleType, sample_warehouse: Path) -> dict[str, str]:
    return generate.pages(sample_warehouse)


@pytest.mark.parametrize("page", [*READMES, "docs/data-dictionary.md", "docs/gates.md", "docs/licences.md"])
def test_a_generated_page_is_up_to_date(page: str, generated: dict[str, str]) -> None:
    assert (ROOT / page).read_text("utf-8") == generated[page], "run `make docs` and look at what changed"


@pytest.mark.parametrize("page", READMES)
def test_every_question_of_the_readme_has_an_answer(page: str, generate: ModuleType) -> None:
    answers = [found["answer"] for found in generate.QUESTION.finditer((ROOT / page).read_text("utf-8"))]
    assert len(answers) == 6
    assert all(answer.count("\n") > 3 for answer in answers), "a question that the samples do not answer shows nothing"


def test_a_stale_answer_is_replaced(generate: ModuleType) -> None:
    page = (
        "Q?\n\n```sql\nselect 1 as a, null as b, ['x', 'y'] as c\n```\n\n<!-- answer -->\nold\n<!-- /answer -->\nrest"
    )
    with duckdb.connect() as database:
        fresh = generate.answered(page, database)
    assert "| a | b | c |\n|---|---|---|\n| 1 |  | x、y |" in fresh
    assert "old" not in fresh and fresh.endswith("rest")


def test_both_readmes_ask_the_same_and_have_the_same_parts(generate: ModuleType) -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in READMES)
    assert generate.QUESTION.findall(english) == generate.QUESTION.findall(chinese)
    assert len(re.findall(r"^## ", english, re.M)) == len(re.findall(r"^## ", chinese, re.M))


def test_every_published_column_is_described_in_both_languages(sample_warehouse: Path) -> None:
    with duckdb.connect(str(sample_warehouse), read_only=True) as warehouse:
        bare = warehouse.execute(
            """
            select table_name, column_name from duckdb_columns()
            where not internal and schema_name in ('marts', 'audit') and coalesce(comment, '') not like '% · %'
            """
        ).fetchall()
    assert not bare


@pytest.mark.parametrize("page", READMES)
def test_the_settings_a_readme_shows_are_understood(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = re.findall(r"```toml\n(.+?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    (tmp_path / "fangzhi.toml").write_text(shown, encoding="utf-8")
    (tmp_path / "bulletins").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.home == tmp_path / "data"
    assert [open_source(source) for source in settings.source]
    assert len(settings.source) == 2


def code(page: str) -> str:
    """What the page shows as code: fenced blocks and `inline`."""
    text = (ROOT / page).read_text("utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_a_page_names_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    commands = typer.main.get_command(application).commands  # type: ignore[attr-defined]
    named = code(page)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", named, re.M)) <= targets
    for command, rest in re.findall(r"\bfangzhi ([a-z][a-z-]*)([^`\n|]*)", named):
        assert command in commands, f"{page} names fangzhi {command}"
        known = {
            option for parameter in commands[command].params for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) - {"--help"} <= known, f"{page}: options of fangzhi {command}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", (ROOT / page).read_text("utf-8"))
    broken = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert not broken
