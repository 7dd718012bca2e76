"""The demo as a newcomer starts it: `server.py --demo` and `manage.py mail send`, nothing installed, nothing set."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.end_to_end.server_process import ROOT, ServerProcess, until

MAILS = ROOT / "demo" / "mails"
_STATE = """
{
  viewer { roles }
  audits(first: 50) { nodes {
    status member { legalName } identical { saving } lines(first: 50, waiting: true) { totalCount } } }
  supplierAttachments(first: 50) { nodes { status accountNumber supplier { name } member { legalName } } }
  inboundMails(first: 50) { nodes {
    status fromAddress subject outcome senderProof letters { letter toAddress status subject } } }
}
"""


class Demo:
    """A running demo, seen as its advisor."""

    def __init__(self, server: ServerProcess, folder: Path) -> None:
        self._server, self.folder = server, folder
        self.url = until(lambda: re.search(r"http://[\d.:]+(?=/app/mailroom)", server.log())).group()  # type: ignore[union-attr]
        server.await_health(self.url)
        accounts = json.loads((ROOT / "demo" / "accounts.json").read_text("utf-8"))
        advisor = next(account["email"] for account in accounts if account["role"] == "ADVISOR")
        self._http = httpx.Client(base_url=self.url, headers={"x-centrale-client": "tests"})
        assert self._http.post("/demo/sign-in", json={"email": advisor}).status_code == 200

    def state(self) -> dict[str, Any]:
        """What the advisor sees."""
        answer = self._http.post("/graphql", json={"query": _STATE}).json()
        assert "errors" not in answer, answer
        found: dict[str, Any] = answer["data"]
        return found

    def log(self) -> str:
        """What the console shows."""
        return self._server.log()

    def manage(self, *arguments: str | Path) -> str:
        """Run `manage.py` beside it; what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        """Leave it."""
        self._http.close()


def audits_of(demo: Demo) -> dict[str, str]:
    """Whose audits have results, by where they stand: one with savings, one that waits for its advisor."""
    found = {}
    for audit in demo.state()["audits"]["nodes"]:
        saving, waiting = audit["identical"] and Decimal(audit["identical"]["saving"]), audit["lines"]["totalCount"]
        if saving and bool(waiting) is (audit["status"] == "REVIEW"):
            found[audit["status"]] = audit["member"]["legalName"]
    return found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo, on free ports, in a folder of its own."""
    with ServerProcess(tmp_path / "demo", {"CENTRALE_PORT": "0"}, ROOT / "server.py", "--demo") as server:
        running = Demo(server, tmp_path / "demo")
        yield running
        running.close()
        assert server.stop() == 0
        assert "Traceback" not in server.log()
    assert not (tmp_path / "demo" / "var" / "smtp-port").exists()


def test_the_mail_of_the_readme_becomes_an_attachment(demo: Demo) -> None:
    mine = MAILS.parent / "essai.eml"
    understood = demo.manage("mail", "check", mine)
    assert "Rattachement à un fournisseur" in understood
    assert demo.manage("mail", "send", mine).startswith("Sent")

    def answered() -> list[dict[str, Any]]:
        return [
            mail for mail in demo.state()["inboundMails"]["nodes"]
            if mail["subject"] == "compte Burolune" and len(mail["letters"]) == 2
        ]  # fmt: skip

    until(answered)
    # The twelve samples come by themselves, one each half second.
    count = len(list(MAILS.glob("*.eml")))
    mails = until(
        lambda: (
            (nodes := demo.state()["inboundMails"]["nodes"])
            and len(nodes) == count + 1
            and all(mail["status"] != "RECEIVED" for mail in nodes)
            and nodes
        ),
        40,
    )
    assert mails
    statuses = {mail["status"] for mail in mails}
    assert {"ANSWERED", "HANDED_OVER", "IGNORED"} <= statuses
    assert "BURIED" not in statuses
    attachments = demo.state()["supplierAttachments"]["nodes"]
    assert any(attachment["status"] == "SENT" for attachment in attachments)
    assert any(attachment["status"] == "REQUESTED" for attachment in attachments)
    (forged,) = [mail for mail in mails if mail["subject"].startswith("URGENT")]
    assert (forged["status"], forged["senderProof"]) == ("HANDED_OVER", "DMARC_FAIL")
    assert "9990001" not in str(attachments)
    assert until(lambda: audits_of(demo) == {"VALIDATED": "Boulangerie Martin", "REVIEW": "Carrosserie Lindemann"}, 40)
    for word in ("compris", "fait", "écrit"):
        assert word in demo.log()


def test_without_a_demo_there_is_nowhere_to_send(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "mail", "send", str(MAILS / "01-compte-existant.eml")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No demo runs in this folder" in done.stderr
    assert "Traceback" not in done.stderr
