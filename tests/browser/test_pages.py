"""Both pages as people use them, in a headless Chromium without any network: no console error, nothing from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.demo import PEOPLES_PASSWORD
from tests.end_to_end.server_process import ROOT, ServerProcess
from tests.private_servers.process import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def missing(what: str) -> None:
    """Leave the test out, or fail it where everything has to be there."""
    why = f"{what}: see scripts/install-test-servers"
    pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found is None:
        missing("Chromium is needed")
    return str(found)


@pytest.fixture(scope="session")
def built_pages() -> None:
    """The pages, built from what is there now."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing("Node ≥ 20.19 with npm is needed")
    subprocess.run([ROOT / "scripts/frontend"], check=True, timeout=400)
    assert (ROOT / "frontend/dist/graphiql.html").exists()


def test_both_pages_of_a_running_demo(built_pages: None, chromium: str, tmp_path: Path) -> None:
    """The steps and what they expect stand in frontend/smoke."""
    port = free_port()
    url, folder = f"http://127.0.0.1:{port}", tmp_path / "demo"
    with ServerProcess(folder, {"CENTRALE_PORT": str(port)}, ROOT / "server.py", "--demo") as server:
        server.await_health(url)
        command = [
            "node", "smoke/smoke.mjs", "--url", url, "--folder", str(folder), "--password", PEOPLES_PASSWORD,
            "--python", sys.executable, "--chromium", chromium, "--shots", str(ROOT / "build/smoke"),
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, cwd=ROOT / "frontend", env=environment, capture_output=True, text=True, timeout=400
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{server.log()[-2000:]}"
    assert done.stdout.count("\nok  ") >= 17
    assert "smoke: passed" in done.stdout
