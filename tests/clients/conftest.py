"""Clients that others wrote, in Node, against our server on a socket of this machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from server import server_config
from settings import Settings
from tests.clients.serving import serving
from tests.web.site import app

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
# Runs a script of this folder with arguments; what it printed. Fails the test when the script fails.
Node = Callable[..., Awaitable[str]]


def require(*programs: str) -> None:
    """Leave the test out where one of these isn't there, or fail it under CI=true."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        why = f"needed and not found: {', '.join(missing)} (Node ≥ 20.19 has node and npm)"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


@pytest.fixture(scope="session")
def npm_packages() -> None:
    """The packages of this folder's lock."""
    require("node", "npm")
    subprocess.run([ROOT / "scripts/npm-install", "tests/clients"], check=True)


@pytest.fixture
def node(npm_packages: None) -> Node:
    """Runs `node SCRIPT ARGUMENTS` in this folder."""

    async def run(script: str, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "node", script, *arguments, cwd=FOLDER, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        try:
            printed, complaints = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        assert process.returncode == 0, (printed + complaints).decode()
        return printed.decode()

    return run


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[str]:
    """The site on a port of its own, as operators serve it; its URL. Ask for `db` or `group` beside it."""
    async with serving(server_config(app(settings), settings)) as url:
        yield url
