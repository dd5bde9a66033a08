"""Reading files that could exhaust or crash their reader, in a process of its own with bounded memory and time.

A PDF of forty kilobytes can make a renderer use three gigabytes, or end the process. Here it ends a child process,
and the file is reported as unreadable; the next one gets a new child.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO

from ingestion.readers.media import is_web_page_name, read
from ingestion.readers.reading import Reading, Unreadable

MEMORY_BYTES = 1024**3
SECONDS = 60.0
TRUSTED_BYTES = 1024 * 1024
"""Text files up to this size are read in the calling process: they cost at most a few dozen megabytes."""

_HEAD = 8192

_LENGTH = struct.Struct(">Q")


class ConfinedReader:
    """Reads as :func:`ingestion.readers.read` does, and survives whatever the file does to its reader."""

    def __init__(self, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, name: str, data: bytes) -> Reading:
        """The file's text; Unreadable where it has none, or takes too long or too much memory."""
        if _is_harmless(name, data):
            return read(name, data)
        answer = self._asked(name, data)
        if "reason" in answer:
            raise Unreadable(answer["reason"])
        return Reading(**answer)

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self._child = None

    def _asked(self, name: str, data: bytes) -> dict[str, str]:
        child = self._child or self._started()
        assert child.stdin is not None and child.stdout is not None
        give_up_at = time.monotonic() + self._seconds
        try:
            _send(child.stdin, name.encode("utf-8", "backslashreplace"))
            _send(child.stdin, data)
            size = _LENGTH.unpack(_received(child.stdout.fileno(), _LENGTH.size, give_up_at))[0]
            answer: dict[str, str] = json.loads(_received(child.stdout.fileno(), size, give_up_at))
        except TimeoutError:
            self.close()
            raise Unreadable(
                f"reading it takes longer than {self._seconds:.0f} seconds: damaged or malicious"
            ) from None
        except (EOFError, OSError):
            self.close()
            limit = f"{self._memory_bytes / 1024**3:.1f} GB"
            raise Unreadable(f"reading it breaks the reader or takes more than {limit} of memory") from None
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        package = str(Path(__file__).parents[2])
        self._child = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self._memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([package, os.environ.get("PYTHONPATH", "")])},
        )
        return self._child


def _is_harmless(name: str, data: bytes) -> bool:
    """Whether it is plain text of a size that costs nothing; markup can keep its reader busy for hours."""
    head = data[:_HEAD]
    return (
        len(data) <= TRUSTED_BYTES
        and not data.startswith(b"PK")
        and b"%PDF-" not in head
        and b"<" not in head
        and not is_web_page_name(name)
    )


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def _received(descriptor: int, size: int, give_up_at: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        left = give_up_at - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        part = os.read(descriptor, min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more: a name and a file's bytes each, both with their lengths before them."""
    while header := requests.read(_LENGTH.size):
        name = requests.read(_LENGTH.unpack(header)[0]).decode("utf-8")
        data = requests.read(_LENGTH.unpack(requests.read(_LENGTH.size))[0])
        try:
            answer = asdict(read(name, data))
        except Unreadable as fault:
            answer = {"reason": fault.reason}
        except MemoryError:
            answer = {"reason": "reading it takes too much memory: damaged or malicious"}
        _send(answers, json.dumps(answer).encode())


if __name__ == "__main__":
    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
