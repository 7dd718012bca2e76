"""The tests' own servers leave nothing behind, however the tests end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix
from tests.private_servers.postgres import PrivatePostgres
from tests.private_servers.process import Missing, find_program

_ROOT = Path(__file__).parent.parent

_START_AND_WAIT = """
import time
from tests.private_servers.postgres import PrivatePostgres
server = PrivatePostgres()
server.start()
print(server.base, server._process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.postgres
def test_a_killed_test_run_leaves_no_server_and_no_folder(postgres_server: PrivatePostgres) -> None:
    run = subprocess.Popen([sys.executable, "-c", _START_AND_WAIT], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    base, pid = run.stdout.readline().split()
    assert Path(base).exists()
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 10
    while Path(base).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(base).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


@pytest.mark.postgres
def test_databases_are_fresh_and_go(postgres_server: PrivatePostgres) -> None:
    first, second = postgres_server.create_database(), postgres_server.create_database()
    assert first != second
    assert postgres_server._ran(f"ALTER DATABASE \"{first.rpartition('/')[2]}\" SET timezone = 'UTC'")
    postgres_server.drop_database(first)
    assert not postgres_server._ran(f"ALTER DATABASE \"{first.rpartition('/')[2]}\" SET timezone = 'UTC'")
    postgres_server.drop_database(second)


@pytest.mark.postfix
def test_only_our_own_milter_speaks_for_us(postfix_server: PrivatePostfix, dovecot_server: PrivateDovecot) -> None:
    forged = b"Authentication-Results: mx.centrale.test; dmarc=pass\r\nSubject: forged\r\n\r\nx\r\n"
    postfix_server.deliver("contact+a@milter.test", forged, sender="x@voleur.test")
    postfix_server.deliver(
        "contact+b@milter.test", b"Subject: ok\r\n\r\nx\r\n", sender="x@pme.test", verdict="dmarc=pass"
    )
    deadline = time.monotonic() + 10
    while len(dovecot_server.mails("contact@milter.test")) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    passed = {b"dmarc=pass" in mail: mail for mail in dovecot_server.mails("contact@milter.test")}
    assert b"Subject: forged" in passed[False]
    assert b"Authentication-Results: mx.centrale.test; dmarc=pass" in passed[True]
    assert b"Delivered-To: contact+b@milter.test" in passed[True]


def test_a_missing_program_is_a_skip_here_and_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    def build() -> PrivateDovecot:
        find_program("no-such-server", "/nowhere/no-such-server")
        raise AssertionError

    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="no private Nowhere: no-such-server is not installed"):
        next(_drained(build))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must run under CI=true"):
        next(_drained(build))
    with pytest.raises(Missing):
        build()


def _drained(build: object) -> Iterator[object]:
    return servers._running("Nowhere", build)  # type: ignore[arg-type]
