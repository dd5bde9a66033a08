"""Times a first build and a build with nothing new, each in a process of its own, and prints their peak memory."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def timed(command: list[str], home: Path) -> tuple[float, float, int]:
    """Run the command: seconds, peak memory of its largest process in MB, exit code."""
    environment = {**os.environ, "FANGZHI_HOME": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> int:
    """Print the table; the exit code of the first build that failed, else 0."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("bulletins", nargs="+", help="what `fangzhi build` reads")
    bulletins = arguments.parse_args().bulletins
    command = [sys.executable, "-m", "orchestration.cli", "build", *bulletins]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for label in ("first build", "nothing new"):
            seconds, megabytes, code = timed(command, home)
            if code:
                return code
            rows.append((label, seconds, megabytes))
        size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    print(f"\n{'':14}{'seconds':>9}{'peak MB':>9}")
    for label, seconds, megabytes in rows:
        print(f"{label:14}{seconds:9.1f}{megabytes:9.0f}")
    print(f"home folder afterwards: {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
