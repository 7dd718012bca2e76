"""The pages of one's access in a headless Chromium that can reach them and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import socket
from collections.abc import AsyncIterator
from itertools import chain
from pathlib import Path

import pytest
import uvicorn
from tortoise import timezone

import models
from schema.client import LocalClient
from server import server_config
from settings import Settings
from tests.group import Group, engine
from tests.web.site import nothing
from tests.workflows.resets import link_for
from web.site import Site

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def served(settings: Settings) -> AsyncIterator[Settings]:
    """The site on a port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = dataclasses.replace(settings, public_url=url)
        server = uvicorn.Server(
            server_config(Site(settings, engine(), LocalClient(engine(), settings), nothing), settings)
        )
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield settings
        finally:
            server.should_exit = True
            await task


@pytest.mark.browser
async def test_with_a_browser(group: Group, served: Settings, chromium: str, tmp_path: Path) -> None:
    """Frames of the pages on a telephone and a screen, the meter, no complaint of the browser."""
    token = await link_for(served, group.owner)
    arguments = {"--url": served.public_url, "--token": token, "--chromium": chromium, "--shots": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        "node", "smoke/access.mjs", *chain.from_iterable(arguments.items()),
        cwd=ROOT / "frontend", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(), 100)
    assert process.returncode == 0, output.decode()
    assert len(os.listdir(tmp_path)) >= 12
    assert await models.Session.filter(person=group.owner, revoked_at__lte=timezone.now()).exists()
