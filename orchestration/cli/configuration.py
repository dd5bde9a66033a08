"""Settings as the command line reads them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError

from orchestration.cli.console import Stop
from warehouse.settings import SETTINGS_FILE, Settings


def settings_of(home: Path | None) -> Settings:
    """The settings, the home folder taken from the command line where it is given there."""
    if home is not None:
        os.environ["FANGZHI_HOME"] = str(home.expanduser().absolute())
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Stop(
            f"setting {name}: {first['msg']}", f"Correct it in {SETTINGS_FILE} or the environment (FANGZHI_…)."
        ) from fault
    except (tomllib.TOMLDecodeError, ValueError) as fault:
        raise Stop(f"{SETTINGS_FILE} cannot be read: {fault}", "See docs/cli.md for an example.") from fault
