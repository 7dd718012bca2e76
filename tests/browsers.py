"""Fixtures for tests in a browser; where there is none its tests are left out, or fail under CI=true."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

__all__ = ["built_pages", "chromium"]
_ROOT = Path(__file__).parent.parent
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def _missing(what: str) -> None:
    why = f"{what} is needed (scripts/install-test-servers, frontend/README.md)"
    pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)


@pytest.fixture(scope="session")
def chromium(built_pages: None) -> str:
    """The browser's program; what drives it comes with the front end's packages."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None or not Path(found).exists():
        _missing("Chromium")
    return str(found)


@pytest.fixture(scope="session")
def built_pages() -> None:
    """The pages, built from what is there now."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        _missing("Node ≥ 20.19 with npm")
    subprocess.run([_ROOT / "scripts/frontend"], check=True, timeout=400)
    assert (_ROOT / "frontend/dist/graphiql.html").exists()
