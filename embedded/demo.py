"""The demo: settings for embedded parts, the invented group imported, sample mails sent, a console that tells."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from access.identify import viewer_of_address
from embedded.mail_server import EmbeddedMail
from imports.folder import import_folder
from mailbot.smtp import SmtpAccount, send
from models import InboundMail, Member
from schema.client import LocalClient
from settings import Settings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "demo"
# Below the working directory, as the default database is.
VAR = Path("var")
DATABASE = VAR / "demo.sqlite3"
_PASSWORD = "demo"  # noqa: S105 - of a mailbox in memory, on loopback
_MAIL_ROOM = """
query MailRoom {
  inboundMails(first: 50) {
    nodes { id fromAddress subject status statusLabel outcome findings { label value }
            letters { letter toAddress subject status } }
  }
}
"""


def fresh_start() -> None:
    """Forget the demo of last time."""
    for path in VAR.glob("demo.sqlite3*"):
        path.unlink()


def demo_settings(env: dict[str, str]) -> Settings:
    """What `make run` runs with: SQLite and mail servers inside the process. `CENTRALE_*` still overrides."""
    VAR.mkdir(exist_ok=True)
    key = VAR / "demo.key"
    if not key.exists():
        key.write_text(secrets.token_hex(32))
        key.chmod(0o600)
    given = {
        "CENTRALE_SECRET_KEY": key.read_text(),
        "CENTRALE_DATABASE_URL": f"sqlite:///{DATABASE}",
        "CENTRALE_DEMO": "yes",
        "CENTRALE_AUTHSERV_ID": "mx.centrale.test",
        "CENTRALE_IMAP_POLL_SECONDS": "10",
    }
    return Settings.from_env(given | env)


@asynccontextmanager
async def embedded_mail(settings: Settings) -> AsyncIterator[Settings]:
    """The embedded servers, and the settings that point to them."""
    mail = EmbeddedMail(
        password=_PASSWORD,
        domain=settings.contact_address.split("@")[1],
        contact=settings.contact_address,
        authserv_id=settings.authserv_id,
        trusted_domains=_member_domains(),
    )
    await mail.start()
    (VAR / "smtp-port").write_text(str(mail.smtp_port))
    try:
        yield dataclasses.replace(
            settings,
            imap_host="127.0.0.1",
            imap_port=mail.imap_port,
            imap_user=settings.contact_address,
            imap_password=_PASSWORD,
            imap_tls=False,
            smtp_host="127.0.0.1",
            smtp_port=mail.smtp_port,
            smtp_tls="none",
        )
    finally:
        await mail.stop()


async def import_demo() -> None:
    """The invented group, unless it is there."""
    if not await Member.exists():
        await import_folder(FOLDER)


@asynccontextmanager
async def show(client: LocalClient, settings: Settings) -> AsyncIterator[None]:
    """While the block lasts: the sample mails arrive, and the console tells what becomes of every mail."""
    tasks = [asyncio.create_task(tell(client, Console()))]
    if not await InboundMail.exists():
        tasks.append(asyncio.create_task(sample_mails(settings)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def sample_mails(settings: Settings) -> None:
    """Send the sample mails, as their senders would."""
    for path in sorted((FOLDER / "mails").glob("*.eml")):
        await asyncio.sleep(0.5)
        await send_file(settings, path)


async def send_file(settings: Settings, path: Path, *, sender: str | None = None) -> str:
    """Send a mail from a file to the contact address; what the server said."""
    content = await asyncio.to_thread(path.read_bytes)
    message = message_from_bytes(content, policy=default)
    # A sample may say that it comes from elsewhere than its From pretends.
    returned = str(message.get("Return-Path", "")).strip("<> ")
    envelope = sender or returned or str(message["From"].addresses[0].addr_spec)
    account = SmtpAccount(settings.smtp_host, settings.smtp_port, tls=settings.smtp_tls)
    delivery = await send(account, sender=envelope, recipient=settings.contact_address, content=content)
    return f"{delivery.outcome} {delivery.code or ''} {delivery.detail}"


async def tell(client: LocalClient, console: Console) -> None:
    """Print each mail once it has come to its end, until cancelled."""
    advisor = next(account["email"] for account in _accounts() if account["role"] == "ADVISOR")
    told: set[str] = set()
    while True:
        await asyncio.sleep(0.5)
        viewer = await viewer_of_address(advisor)
        if viewer is None:
            continue
        data = await client.run(_MAIL_ROOM, {}, viewer)
        for mail in reversed(data["inboundMails"]["nodes"]):
            if mail["id"] not in told and mail["status"] != "RECEIVED":
                told.add(mail["id"])
                _tell_one(console, mail)


def _tell_one(console: Console, mail: dict[str, Any]) -> None:
    console.print(f"[bold]✉ {escape(mail['subject'] or '(sans objet)')}[/] – {escape(mail['fromAddress'])}")
    for finding in mail["findings"]:
        console.print(f"   compris   {escape(finding['label'])} : {escape(finding['value'])}", style="dim")
    console.print(f"   fait      {escape(mail['outcome'])} [dim]({escape(mail['statusLabel'])})[/]")
    for letter in mail["letters"]:
        console.print(f"   écrit     à {escape(letter['toAddress'])} : {escape(letter['subject'])}", style="green")


def _accounts() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((FOLDER / "accounts.json").read_text("utf-8"))
    return found


def _member_domains() -> set[str]:
    """The domains of the demo's people and suppliers: mail from them counts as authenticated."""
    found = set()
    for name in ("people.csv", "suppliers.csv", "advisors.csv"):
        text = (FOLDER / name).read_text("utf-8-sig")
        found |= {word.rpartition("@")[2] for word in text.replace(";", ",").replace('"', "").split(",") if "@" in word}
    return {domain.split()[0].lower() for domain in found if domain.strip()}
