"""The command line. Each command loads what it needs when it runs, so that help comes at once."""

from __future__ import annotations

import locale
import os
import sys

from orchestration.cli.application import application
from orchestration.cli.console import BAD_INPUT, Stop, complain

__all__ = ["main"]


def main() -> None:
    """Run ``fangzhi``; exit code 0 success, 1 a check failed, 2 bad usage or input, 3 another run is at work."""
    _use_utf8()
    try:
        application()
    except Stop as stop:
        complain(stop)
        sys.exit(stop.code)
    except OSError as fault:
        named = f": {fault.filename}" if fault.filename else ""
        complain(Stop(f"{fault.strerror or fault}{named}", "What is published was not touched."))
        sys.exit(BAD_INPUT)


def _use_utf8() -> None:
    """Start again in UTF-8 mode under a locale of another encoding, which would misread names of files.

    What is printed stays in the terminal's encoding.
    """
    encoding = locale.getencoding()
    if sys.flags.utf8_mode or "PYTHONUTF8" in os.environ or encoding.lower() in ("utf-8", "utf8"):
        return
    os.environ["PYTHONUTF8"] = "1"
    os.environ.setdefault("PYTHONIOENCODING", f"{encoding}:backslashreplace")
    sys.stdout.flush()
    os.execv(sys.executable, sys.orig_argv)
