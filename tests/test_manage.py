"""The operator's commands: what they print and how they end."""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

import manage as commands
from mailbot.inbox import DatabaseInbox, take_over
from models import InboundMail, InboundStatus, JournalEntry, JournalKind, Person
from models.database import database
from tests.mailbot.bot import mail

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "m.sqlite3"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Manage(Protocol):
    """Runs a command with these settings beside the defaults."""

    def __call__(self, *arguments: str, **settings: str) -> Done: ...


@pytest.fixture
def manage(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Manage:
    """The commands in this process, which has imported them all, with a database of their own in `tmp_path`."""
    shutil.copyfile(migrated_sqlite, tmp_path / DATABASE)

    def run(*arguments: str, **settings: str) -> Done:
        with monkeypatch.context() as patched:
            _enter(patched, tmp_path, settings)
            patched.setattr(sys, "argv", ["manage.py", *arguments])
            capfd.readouterr()
            try:
                commands.main()
                status = 0
            except SystemExit as end:
                status = int(end.code or 0)
        return Done(status, *capfd.readouterr())

    return run


def _enter(patched: pytest.MonkeyPatch, folder: Path, settings: dict[str, str]) -> None:
    for name in os.environ:
        if name.startswith("CENTRALE_"):
            patched.delenv(name)
    for name, text in ({"SECRET_KEY": "s" * 32, "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}"} | settings).items():
        patched.setenv(f"CENTRALE_{name}", text)
    patched.setenv("COLUMNS", "120")
    patched.chdir(folder)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [(("database", "migrate"), 0, ""), (("import", "."), 1, "has no import file"), (("imprt",), 2, "No such command")],
)
def test_a_process_ends_with_its_status(
    tmp_path: Path,
    migrated_sqlite: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    """As operators run it; all other tests save the imports."""
    if arguments[0] != "database":
        shutil.copyfile(migrated_sqlite, tmp_path / DATABASE)
    _enter(monkeypatch, tmp_path, {})
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (status, True, False)
    assert (tmp_path / DATABASE).exists()
    assert done.stdout == ("The tables are up to date.\n" if status == 0 else "")


def test_import_prints_the_table_and_every_error(manage: Manage, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "categories.csv").write_text("code,name\na,A\n")
    done = manage("import", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "categories.csv" in done.stdout
    (folder / "wages.csv").write_text("valid_from,hourly_gross\nhier,12\n2026-01-01,1\n2026-01-01,2\n")
    done = manage("import", str(folder))
    assert done.returncode == 1
    assert "wages.csv" in done.stdout
    assert "wages.csv: 2 errors, nothing of it was changed." in done.stderr
    assert "line 2, column valid_from: 'hier', expected a date like 2026-01-31 or 31/01/2026" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("import",), ("import", "nowhere"), ("imprt",), ("database", "drop")])
def test_wrong_usage_ends_with_2(manage: Manage, arguments: tuple[str, ...]) -> None:
    assert manage(*arguments).returncode == 2


def test_an_expected_failure_is_one_clear_message(manage: Manage, tmp_path: Path) -> None:
    done = manage("import", str(tmp_path), SECRET_KEY="short")
    assert done.returncode == 1
    assert "CENTRALE_SECRET_KEY must have at least 32 characters" in done.stderr
    done = manage("import", str(tmp_path))
    assert (done.returncode, "has no import file" in done.stderr) == (1, True)


def test_corrections_are_lines_of_json(manage: Manage, tmp_path: Path) -> None:
    done = manage("mail", "corrections")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_trusted_documents_are_listed_and_checked(manage: Manage, tmp_path: Path) -> None:
    listed = manage("documents", "list")
    found = json.loads(listed.stdout)
    assert len(found) >= 20
    path = tmp_path / "documents.json"
    path.write_text(listed.stdout, "utf-8")
    done = manage("documents", "check", str(path))
    assert (done.returncode, done.stdout) == (0, f"{len(found)} documents: all right.\n")
    path.write_text(json.dumps({next(iter(found)): "{ nothing }"}), "utf-8")
    done = manage("documents", "check", str(path))
    assert done.returncode == 1
    assert "Cannot query field 'nothing'" in done.stderr
    assert "the document's SHA-256 is" in done.stderr


def test_operators_see_the_mail_path(manage: Manage, tmp_path: Path) -> None:
    """One mail that was set aside: the figures count it, `show` tells its way, without its text."""

    async def store() -> None:
        async with database(f"sqlite:///{tmp_path}/{DATABASE}", migrate=False):
            inbox = DatabaseInbox(await take_over("contact"))
            await inbox.store(1, 7, mail("zoe@pme.test", "Le texte secret", subject="Objet secret"), False)
            changes = {"status": InboundStatus.BURIED, "attempts": 5, "last_error": "it went wrong"}
            await InboundMail.all().update(**changes, from_address="zoe@pme.test")

    asyncio.run(store())
    done = manage("mail", "status")
    assert (done.returncode, done.stderr) == (0, "")
    lines = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert {"incoming, buried 1", "incoming, received 0", "outgoing, queued 0", "stuck nothing"} <= lines
    shown = manage("mail", "show", "1")
    assert shown.returncode == 0
    assert all(word in shown.stdout for word in ("BURIED", "UID 7 of contact", "it went wrong"))
    assert not any(word in shown.stdout for word in ("secret", "zoe@pme.test"))
    assert "Le texte secret" in manage("mail", "show", "1", "--text").stdout
    missing = manage("mail", "show", "2")
    assert (missing.returncode, missing.stderr.startswith("There is no mail 2.")) == (1, True)
    assert manage("mail", "reconcile").returncode == 1


@pytest.mark.parametrize("by", ["", "sophie@centrale.test", "gerard@garage-lac.test"])
def test_the_journal_knows_who_replays_a_mail(manage: Manage, tmp_path: Path, by: str) -> None:
    url = f"sqlite:///{tmp_path}/{DATABASE}"

    async def prepare() -> None:
        async with database(url, migrate=False):
            await Person.create(email="sophie@centrale.test", first_name="Sophie", last_name="C", staff_role="ADVISOR")
            await Person.create(email="gerard@garage-lac.test", first_name="Gérard", last_name="L")
            await DatabaseInbox(await take_over("contact")).store(1, 7, mail("a@b.test", "Bonjour"), False)
            await InboundMail.all().update(status=InboundStatus.BURIED)

    async def noted() -> list[tuple[str | None, str]]:
        async with database(url, migrate=False):
            entries = await JournalEntry.filter(kind=JournalKind.MAIL_REPLAYED).select_related("actor")
            return [(entry.actor.email if entry.actor else None, entry.note) for entry in entries]

    asyncio.run(prepare())
    done = manage("mail", "replay", "1", *(("--by", by) if by else ()))
    if by.startswith("gerard"):
        assert (done.returncode, "is the login of nobody of the group" in done.stderr) == (1, True)
        assert asyncio.run(noted()) == []
        return
    assert (done.returncode, done.stdout) == (0, "Mail 1 waits to be handled again.\n")
    whose = "" if by else f" par {getpass.getuser()}"
    assert asyncio.run(noted()) == [(by or None, f"Courrier n° 1, en ligne de commande{whose}")]
