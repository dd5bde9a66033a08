"""What may not be in the repository is found before it gets there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def check_tree() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_tree", ROOT / ".ci" / "check_tree.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Put together here, so that no tool that looks for secrets finds one in this file.
SECRETS = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a token of a cloud": "key = '" + "AKIA" + "ABCDEFGHIJKLMNOP'",
    "a token of a forge": "gh" + "p_" + "a1" * 18,
    "a token of another forge": "gl" + "pat-" + "a1" * 10,
    "a token of a chat": "xo" + "xb-1234567890-abcdefghij",
    "a token of a web service": "AI" + "za" + "b" * 35,
    "a token of a model": "sk" + "-proj-" + "c3" * 20,
    "a signed token": "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0.abc",
    "a password in an address": "https://user" + ":hunter2@db.internal/x",
}


@pytest.mark.parametrize("what", SECRETS)
def test_a_secret_is_found_in_any_file(check_tree: ModuleType, what: str) -> None:
    [found] = check_tree.findings("settings.toml", f"first line\n{SECRETS[what]}\n".encode())
    assert found.startswith("settings.toml:2: a ")


@pytest.mark.parametrize("name", [".env", "deploy/.env.production", "home/id_ed25519", "tls/server.pem", ".netrc"])
def test_a_file_for_secrets_is_found_by_its_name(check_tree: ModuleType, name: str) -> None:
    assert list(check_tree.findings(name, b"nothing to see")) == [f"{name}: a file of that name holds secrets"]


@pytest.mark.parametrize(
    "line", ["https://example.org/a:b@c", "git@example.org:x/y.git", "task-skeleton-abcdefgh", "docs/environment.md"]
)
def test_what_only_looks_like_a_secret_is_left_alone(check_tree: ModuleType, line: str) -> None:
    assert list(check_tree.findings("README.md", line.encode())) == []


def test_a_package_without_a_hash_is_found(check_tree: ModuleType) -> None:
    lock = "polars==2.1.0 \\\n    --hash=sha256:ab\nduckdb==1.5.5\n"
    assert list(check_tree.lock_findings(lock, ["polars>=2", "httpx"])) == [
        "requirements.lock: duckdb==1.5.5 has no hash",
        "requirements.lock: httpx of pyproject.toml is missing; compile the lock anew",
    ]


def test_the_tree_as_it_is_holds_nothing_of_the_kind() -> None:
    looked = subprocess.run(
        [sys.executable, ".ci/check_tree.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stdout
