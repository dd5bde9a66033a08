"""The manual page of the command line, made from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer

from orchestration.cli.application import application
from warehouse.settings import SETTINGS_FILE, Settings

EXAMPLES = {
    "build": ("fangzhi build bulletins", "fangzhi build archive.zip https://example.org/bulletins/"),
    "extract": ("fangzhi extract bulletins/2024-18.pdf --out annotations",),
    "status": ("fangzhi status", "fangzhi status --json"),
    "check": ("fangzhi check bulletins", "fangzhi check bulletins --format junit --output check.xml", "fangzhi check"),
    "explain": ("fangzhi explain 98bcbfb47e3d71000221ba22",),
    "releases": ("fangzhi releases",),
    "rollback": ("fangzhi rollback", "fangzhi rollback 20261121T013615.231926Z-765e0124"),
    "export": ("fangzhi export tables", "fangzhi export tables --format csv --format excel"),
    "dev": ("fangzhi dev", "fangzhi dev bulletins --port 3001"),
}

_HEAD = """\
# Command line

Written by `make docs` from the program's own help. Each command also tells with `--help`.

`fangzhi` stands for `.venv/bin/fangzhi`, or for `fangzhi` alone where the environment is active.

| exit code | meaning |
|---|---|
| 0 | success |
| 1 | a check failed: nothing was published, or `check` found what it is there to find |
| 2 | bad usage or input; the message says what to do |
| 3 | another run is at work on the home folder; the message says which |

Results go to standard output, progress and complaints to standard error. One build at a time works on a home folder; a
second one says who is at work, and ends with 2. Everything but `build`, `rollback` and `dev` only reads.
"""

_SETTINGS = f"""\
## Settings

From the environment, or from `{SETTINGS_FILE}` in the working directory under the same name in lower case without
`FANGZHI_`. What the command line names goes first, then the environment, then the file.

```toml
# {SETTINGS_FILE}
home = "data"
keep_releases = 10

[[source]]
path = "bulletins"
include = ["*.pdf", "*.docx"]

[[source]]
url = "https://example.org/work-bulletins/"
link_pattern = "/content_[0-9]+"
delay_seconds = 2
```
"""


def manual() -> str:
    """The page as Markdown."""
    commands = typer.main.get_group(application)
    parts = [_HEAD, "## fangzhi", *_parameters(commands)]
    for name, command in commands.commands.items():
        parts += [f"## fangzhi {name}", str(command.help), f"```sh\n{chr(10).join(EXAMPLES[name])}\n```"]
        parts += _parameters(command)
    return "\n\n".join(part.strip() for part in [*parts, _SETTINGS, _settings_table()]) + "\n"


def _parameters(command: Any) -> Iterator[str]:
    rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
    if rows:
        yield "\n".join(["| argument or option | meaning | default |", "|---|---|---|", *rows])


def _row(parameter: Any) -> str:
    is_option = parameter.opts[0].startswith("-")
    name = ", ".join(parameter.opts) if is_option else parameter.metavar
    if is_option and not getattr(parameter, "is_flag", False):
        name += f" {_value(parameter)}"
    default = parameter.show_default if isinstance(parameter.show_default, str) else parameter.default
    shown = "required" if parameter.required else _shown(default)
    told = inspect.cleandoc(parameter.help or "")
    if getattr(parameter, "envvar", None):
        told += f" Also from `{parameter.envvar}`."
    return f"| `{_cell(name)}` | {_cell(told)} | {_cell(shown)} |"


def _value(option: Any) -> str:
    """What stands after an option: its choices, or the kind of thing."""
    kind = option.type_descriptor.annotation
    for one in (kind, *get_args(kind)):
        if isinstance(one, type) and issubclass(one, Enum):
            return "|".join(str(choice.value) for choice in one)
    if kind is Path:
        return "FOLDER" if not option.type_descriptor.parameter_info.file_okay else "FILE"
    return "NUMBER" if kind is int else "TEXT"


def _shown(default: object) -> str:
    if default in (None, False, [], ()):
        return ""
    return str(default.value if isinstance(default, Enum) else default)


def _settings_table() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        variable = f"`FANGZHI_{name.upper()}`" if name != "source" else "`[[source]]` in the file"
        rows.append(f"| {variable} | {_cell(field.description or '')} | {_cell(_shown(default))} |")
    return "\n".join(["| variable | meaning | default |", "|---|---|---|", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
