"""Looks through every tracked file for what must not be in the project, and through the lock for what must."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

LARGEST_FILE = 2_000_000
"""Bytes a tracked file may have."""
PASSAGE = 30
"""Characters in a row, white space aside, that make a copied sentence."""

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "an absolute path of one machine": re.compile(
        r"(?<![\w.~-])/(?:" + "|".join(("work", "root", "tmp", r"home/\w+", r"Users/\w+")) + ")/"
    ),
    "the address of a package registry": re.compile(
        "|".join(
            (
                "py" + r"pi\.org",
                "python" + r"hosted\.org",
                "npm" + r"js\.(?:com|org)",
                "registry" + r"\.yarnpkg",
                "files" + r"\.python" + "hosted",
            )
        )
    ),
    "unfinished work": re.compile(
        r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "raise Not" + "ImplementedError")) + r")\b"
    ),
    "a private key": re.compile("-----BEGIN [A-Z ]*" + "PRIVATE KEY"),
    "a token": re.compile(
        r"\b(?:"
        + "|".join(
            (
                "A[KS]" + r"IA[0-9A-Z]{16}\b",
                "gh" + r"[pousr]_[A-Za-z0-9]{36}",
                "github" + r"_pat_\w{22}",
                "gl" + r"pat-[\w-]{20}",
                "xox" + r"[abeprs]-[\w-]{10}",
                "AI" + r"za[\w-]{35}",
                "sk" + r"-(?:[a-z]+-)*[A-Za-z0-9]{32}",
                "py" + r"pi-AgE[\w-]{20}",
                "ey" + r"J[\w-]{10,}\.ey" + r"J[\w-]{10,}\.",
            )
        )
        + ")"
    ),
    "a password in an address": re.compile(r"://[^/\s:@\"']+:[^/\s:@\"'{}]+@(?!example\.)[\w[]"),
}
SECRETS_BY_NAME = re.compile(
    r"(?:^|/)(?:\.env(?:\..+)?|\.netrc|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:pem|p12|pfx|key|jks))$"
)
"""Files that hold keys and passwords, whatever stands in them."""


def squash(text: str) -> str:
    r"""The text without white space, so that a line end hides no copy.

    >>> squash("四川 省\n")
    '四川省'
    """
    return re.sub(r"\s+", "", text)


def findings(name: str, content: bytes, passages: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with one file, a line each.

    Args:
        name: the file's path in the repository.
        content: its bytes; what is not UTF-8 is only weighed.
        passages: stretches of PASSAGE characters of the real bulletins, which may not be copied here.
    """
    if SECRETS_BY_NAME.search(name):
        yield f"{name}: a file of that name holds secrets"
    if len(content) > LARGEST_FILE:
        yield f"{name}: {len(content):,} bytes tracked, {LARGEST_FILE:,} are allowed"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if found := pattern.search(line):
                yield f"{name}:{number}: {what}: {found.group(0)}"
    if passages:
        squashed = squash(text)
        for start in range(len(squashed) - PASSAGE + 1):
            if squashed[start : start + PASSAGE] in passages:
                yield f"{name}: a passage of a real bulletin: {squashed[start : start + PASSAGE]}"
                return


def lock_findings(lock: str, wanted: list[str]) -> Iterator[str]:
    r"""What is wrong with the lock: a package without a hash, a recorded address, a dependency it lacks.

    >>> list(lock_findings("polars==2.1.0\n", ["polars>=2"]))
    ['requirements.lock: polars==2.1.0 has no hash']
    """
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.strip()) if not entry.startswith("#")]
    for entry in entries:
        if "--hash=sha256:" not in entry:
            yield f"requirements.lock: {entry.splitlines()[0]} has no hash"
        if "://" in entry:
            yield f"requirements.lock: {entry.splitlines()[0]} records an address"
    locked = {normal(re.split(r"[=\s;\[]", entry, maxsplit=1)[0]) for entry in entries}
    for requirement in wanted:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if normal(name) not in locked:
            yield f"requirements.lock: {name} of pyproject.toml is missing; compile the lock anew"


def normal(name: str) -> str:
    """A package's name as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def passages_of(folder: Path) -> frozenset[str]:
    """Every tenth stretch of PASSAGE characters of the bulletins in the folder; none where it does not exist."""
    texts = (squash(path.read_text("utf-8", "replace")) for path in sorted(folder.glob("*.txt")))
    return frozenset(
        text[start : start + PASSAGE] for text in texts for start in range(0, max(0, len(text) - PASSAGE), 10)
    )


def main() -> int:
    """Print what was found; 1 where there was something."""
    root = Path(__file__).resolve().parent.parent
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    tracked = [name for name in listed.decode().split("\0") if name and (root / name).is_file()]
    passages = passages_of(root.parent / "shared" / "bulletins")
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    found = [line for name in tracked for line in findings(name, (root / name).read_bytes(), passages)]
    found += lock_findings((root / "requirements.lock").read_text("utf-8"), wanted)
    print("\n".join(found) if found else f"{len(tracked)} tracked files: nothing that must not be there.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
