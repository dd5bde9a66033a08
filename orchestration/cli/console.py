"""What the command line says, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

CHECK_FAILED = 1
BAD_INPUT = 2
BUSY = 3


@dataclass
class Stop(Exception):
    """The command cannot go on; what is the matter, what to do next, and the exit code."""

    matter: str
    advice: str = ""
    code: int = BAD_INPUT


def output() -> Console:
    """For results: standard output, never wrapped where it is read by a program."""
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    return console


def errors() -> Console:
    """For progress and complaints: standard error."""
    return Console(stderr=True, highlight=False)


def complain(stop: Stop) -> None:
    """Say what is the matter and what to do next."""
    console = errors()
    console.print(Text("fangzhi: ", style="bold red"), Text(stop.matter), sep="")
    if stop.advice:
        console.print(Text(stop.advice))
