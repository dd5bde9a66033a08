"""The command line. Each command loads what it needs when it runs, so that help comes at once."""

from __future__ import annotations

import sys

from orchestration.cli.application import application
from orchestration.cli.console import BAD_INPUT, Stop, complain

__all__ = ["main"]


def main() -> None:
    """Run ``fangzhi``; exit code 0 success, 1 a check failed, 2 bad usage or input."""
    try:
        application()
    except Stop as stop:
        complain(stop)
        sys.exit(stop.code)
    except OSError as fault:
        named = f": {fault.filename}" if fault.filename else ""
        complain(Stop(f"{fault.strerror or fault}{named}", "What is published was not touched."))
        sys.exit(BAD_INPUT)
