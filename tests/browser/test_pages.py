"""Both pages as people use them, in a headless Chromium without any network: no console error, nothing from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.demo import PEOPLES_PASSWORD
from tests.end_to_end.server_process import ROOT, ServerProcess
from tests.private_servers.process import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_both_pages_of_a_running_demo(chromium: str, tmp_path: Path) -> None:
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
