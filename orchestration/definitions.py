"""What Dagster loads: the definitions of the home folder that the settings name."""

from __future__ import annotations

from orchestration import home
from orchestration.composition import compose
from warehouse.settings import Settings

_settings = Settings()
home.prepare(_settings)
defs = compose(_settings)
