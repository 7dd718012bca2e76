"""The operator's commands as processes: what they print and how they end."""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.inbox import DatabaseInbox, take_over
from models import InboundMail, InboundStatus, JournalEntry, JournalKind, Person
from models.database import database
from tests.mailbot.bot import mail

ROOT = Path(__file__).resolve().parent.parent


def manage(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` with a database of its own."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("CENTRALE_")}
    defaults = {"SECRET_KEY": "s" * 32, "DATABASE_URL": f"sqlite:///{tmp_path}/m.sqlite3"} | settings
    env = own | {f"CENTRALE_{name}": text for name, text in defaults.items()} | {"COLUMNS": "120"}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)


def test_import_prints_the_table_and_every_error(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "categories.csv").write_text("code,name\na,A\n")
    done = manage(tmp_path, "import", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "categories.csv" in done.stdout
    (folder / "wages.csv").write_text("valid_from,hourly_gross\nhier,12\n2026-01-01,1\n2026-01-01,2\n")
    done = manage(tmp_path, "import", str(folder))
    assert done.returncode == 1
    assert "wages.csv" in done.stdout
    assert "wages.csv: 2 errors, nothing of it was changed." in done.stderr
    assert "line 2, column valid_from: 'hier', expected a date like 2026-01-31 or 31/01/2026" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("import",), ("import", "nowhere"), ("imprt",), ("database", "drop")])
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert manage(tmp_path, *arguments).returncode == 2


def test_an_expected_failure_is_one_clear_message(tmp_path: Path) -> None:
    done = manage(tmp_path, "import", str(tmp_path), SECRET_KEY="short")
    assert done.returncode == 1
    assert "CENTRALE_SECRET_KEY must have at least 32 characters" in done.stderr
    done = manage(tmp_path, "import", str(tmp_path))
    assert (done.returncode, "has no import file" in done.stderr) == (1, True)


def test_the_database_and_its_migrations(tmp_path: Path) -> None:
    assert "up to date" in manage(tmp_path, "database", "migrate").stdout
    assert (tmp_path / "m.sqlite3").exists()
    done = manage(tmp_path, "migrations", "check")
    assert (done.returncode, done.stdout.strip()) == (0, "No migration is missing.")


def test_corrections_are_lines_of_json(tmp_path: Path) -> None:
    done = manage(tmp_path, "mail", "corrections")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_trusted_documents_are_listed_and_checked(tmp_path: Path) -> None:
    listed = manage(tmp_path, "documents", "list")
    found = json.loads(listed.stdout)
    assert len(found) >= 20
    path = tmp_path / "documents.json"
    path.write_text(listed.stdout, "utf-8")
    done = manage(tmp_path, "documents", "check", str(path))
    assert (done.returncode, done.stdout) == (0, f"{len(found)} documents: all right.\n")
    path.write_text(json.dumps({next(iter(found)): "{ nothing }"}), "utf-8")
    done = manage(tmp_path, "documents", "check", str(path))
    assert done.returncode == 1
    assert "Cannot query field 'nothing'" in done.stderr
    assert "the document's SHA-256 is" in done.stderr


def test_operators_see_the_mail_path(tmp_path: Path) -> None:
    """One mail that was set aside: the figures count it, `show` tells its way, without its text."""

    async def store() -> None:
        async with database(f"sqlite:///{tmp_path}/m.sqlite3"):
            inbox = DatabaseInbox(await take_over("contact"))
            await inbox.store(1, 7, mail("zoe@pme.test", "Le texte secret", subject="Objet secret"), False)
            changes = {"status": InboundStatus.BURIED, "attempts": 5, "last_error": "it went wrong"}
            await InboundMail.all().update(**changes, from_address="zoe@pme.test")

    asyncio.run(store())
    done = manage(tmp_path, "mail", "status")
    assert (done.returncode, done.stderr) == (0, "")
    lines = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert {"incoming, buried 1", "incoming, received 0", "outgoing, queued 0", "stuck nothing"} <= lines
    shown = manage(tmp_path, "mail", "show", "1")
    assert shown.returncode == 0
    assert all(word in shown.stdout for word in ("BURIED", "UID 7 of contact", "it went wrong"))
    assert not any(word in shown.stdout for word in ("secret", "zoe@pme.test"))
    assert "Le texte secret" in manage(tmp_path, "mail", "show", "1", "--text").stdout
    missing = manage(tmp_path, "mail", "show", "2")
    assert (missing.returncode, missing.stderr.startswith("There is no mail 2.")) == (1, True)
    assert manage(tmp_path, "mail", "reconcile").returncode == 1


@pytest.mark.parametrize("by", ["", "sophie@centrale.test", "gerard@garage-lac.test"])
def test_the_journal_knows_who_replays_a_mail(tmp_path: Path, by: str) -> None:
    url = f"sqlite:///{tmp_path}/m.sqlite3"

    async def prepare() -> None:
        async with database(url):
            await Person.create(email="sophie@centrale.test", first_name="Sophie", last_name="C", staff_role="ADVISOR")
            await Person.create(email="gerard@garage-lac.test", first_name="Gérard", last_name="L")
            await DatabaseInbox(await take_over("contact")).store(1, 7, mail("a@b.test", "Bonjour"), False)
            await InboundMail.all().update(status=InboundStatus.BURIED)

    async def noted() -> list[tuple[str | None, str]]:
        async with database(url):
            entries = await JournalEntry.filter(kind=JournalKind.MAIL_REPLAYED).select_related("actor")
            return [(entry.actor.email if entry.actor else None, entry.note) for entry in entries]

    asyncio.run(prepare())
    done = manage(tmp_path, "mail", "replay", "1", *(("--by", by) if by else ()))
    if by.startswith("gerard"):
        assert (done.returncode, "is the login of nobody of the group" in done.stderr) == (1, True)
        assert asyncio.run(noted()) == []
        return
    assert (done.returncode, done.stdout) == (0, "Mail 1 waits to be handled again.\n")
    whose = "" if by else f" par {getpass.getuser()}"
    assert asyncio.run(noted()) == [(by or None, f"Courrier n° 1, en ligne de commande{whose}")]
