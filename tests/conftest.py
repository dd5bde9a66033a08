"""What all tests share: an environment of their own, and one warehouse built from the sample bulletins."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# A developer's own settings must not decide what a test sees, and no test may call home.
for name in [name for name in os.environ if name.startswith("FANGZHI_")]:
    del os.environ[name]
os.environ |= {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}

# How fast a busy machine works says nothing about what is tested.
hypothesis.settings.register_profile("fangzhi", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("fangzhi")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Many whole builds are CI's to wait for; a developer asks for them with SLOW=1."""
    if not os.environ.get("SLOW"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="many whole builds: set SLOW=1 to run them"))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder after `fangzhi build tests/corpus/bulletins`: built once for all test processes, to be read only."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "sample_home"
    with (shared / "sample_home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "warehouse.duckdb").exists():
            built = subprocess.run(
                [sys.executable, "-m", "orchestration.cli", "build", "tests/corpus/bulletins"],
                cwd=ROOT,
                env={**os.environ, "FANGZHI_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert built.returncode == 0, built.stdout + built.stderr
    return home


@pytest.fixture(scope="session")
def sample_warehouse(sample_home: Path) -> Path:
    """The warehouse published from the sample bulletins; open it read-only."""
    return sample_home / "warehouse.duckdb"
