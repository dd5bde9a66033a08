"""``fangzhi dev``: Dagster's web interface and daemon on this machine."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import closing

from rich.text import Text

from orchestration.cli.console import Stop, errors
from orchestration.sources import absolute, missing
from warehouse.locks import Busy, hold
from warehouse.settings import Settings


def dev(settings: Settings, sources: Sequence[str], host: str | None, port: int | None) -> None:
    """Become ``dagster dev``, in the same Dagster home as the command line; Stop where the port is taken."""
    gone = missing(sources)
    if gone:
        raise Stop(f"not there: {', '.join(gone)}", "Name a folder, a file, a zip archive or an address.")
    address, number = host or settings.ui_host, settings.ui_port if port is None else port
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, number))
        except OSError as fault:
            raise Stop(
                f"{address}:{number} cannot be listened on: {fault.strerror}", "Choose another: fangzhi dev --port 3001"
            ) from fault
    if sources:
        os.environ["FANGZHI_BULLETINS"] = json.dumps([absolute(source) for source in sources])
    from orchestration import home

    home.prepare(settings)
    _end_abandoned(settings)
    console = errors()
    console.print(Text(f"http://{address}:{number} · home {settings.home} · Ctrl-C ends it"))
    command = [
        sys.executable, "-W", "ignore:Function `dev_command`", "-m", "dagster", "dev",
        "--module-name", home.CODE_LOCATION,
        "--host", address, "--port", str(number), "--log-level", "warning",
    ]  # fmt: skip
    os.execv(sys.executable, command)


def _end_abandoned(settings: Settings) -> None:
    """Runs that were killed are marked so, unless another one is at work right now."""
    import dagster as dg

    from orchestration.home import end_abandoned_runs

    try:
        with hold(settings.home / ".run.lock", "fangzhi dev"), dg.DagsterInstance.get() as instance:
            end_abandoned_runs(instance, None)
    except Busy:
        return
