"""The demo: settings for embedded parts, the invented group imported, samples played, a console that tells."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from access.identify import viewer_of_address
from access.passwords.hashing import hash_password
from embedded import audits
from embedded.conversations import Samples
from embedded.digest import send_sample
from embedded.mail_server import EmbeddedMail
from embedded.operations import play_operations
from errors import BadInput, Unavailable
from imports.folder import import_folder
from mailbot.message.read import read_message
from mailbot.smtp import Delivery, SmtpAccount, send
from models import InboundMail, Member, Person
from schema.client import LocalClient
from settings import Settings
from workflows.members import settle_import
from workflows.sites import keep_true

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "demo"
# Below the working directory, as the default database is.
VAR = Path("var")
DATABASE = VAR / "demo.sqlite3"
# While the demo runs: the port of its SMTP server.
SMTP_PORT = VAR / "smtp-port"
_PASSWORD = "demo"  # noqa: S105 - of a mailbox in memory, on loopback
PEOPLES_PASSWORD = "quatre moulins bleus"  # noqa: S105 - of invented people, on loopback
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


def sending_settings(env: dict[str, str]) -> Settings:
    """The settings that mail is sent with: those of the environment, or those of the demo that runs here."""
    if "CENTRALE_SMTP_HOST" in env:
        return Settings.from_env(env)
    try:
        port = int(SMTP_PORT.read_text())
    except OSError:
        raise Unavailable(
            "No demo runs in this folder (`make run` starts one), nor is CENTRALE_SMTP_HOST set."
        ) from None
    return dataclasses.replace(demo_settings(env), smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none")


def reading_settings(env: dict[str, str]) -> Settings:
    """The settings whose database is read: those of the environment, or those of the demo."""
    return Settings.from_env(env) if "CENTRALE_DATABASE_URL" in env else demo_settings(env)


@asynccontextmanager
async def embedded_mail(settings: Settings) -> AsyncIterator[Settings]:
    """The embedded servers, and the settings that point to them."""
    mail = EmbeddedMail(
        password=_PASSWORD,
        domain=settings.contact_address.split("@")[1],
        contact=settings.contact_address,
        authserv_id=settings.authserv_id,
        trusted_domains=_member_domains(),
        max_bytes=settings.max_mail_bytes,
    )
    await mail.start()
    SMTP_PORT.write_text(str(mail.smtp_port))
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
        SMTP_PORT.unlink(missing_ok=True)
        await mail.stop()


async def import_demo(settings: Settings) -> None:
    """The invented group, unless it is there; the people of the sign-in buttons also have a password."""
    if not await Member.exists():
        await import_folder(FOLDER)
        await settle_import(settings)
        await keep_true()
        addresses = [account["email"] for account in _accounts()]
        await Person.filter(email__in=addresses).update(password_hash=await hash_password(PEOPLES_PASSWORD))


@asynccontextmanager
async def show(client: LocalClient, settings: Settings) -> AsyncIterator[None]:
    """Samples are there, a digest goes out; while the block lasts the sample mails arrive, and the console tells."""
    tasks = [asyncio.create_task(tell(client, Console()))]
    if not await InboundMail.exists():
        await Samples(client).play()
        await play_operations(client)
        tasks.append(asyncio.create_task(audits.finish(client, await audits.start(client))))
        await send_sample(client, settings)
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


async def send_file(settings: Settings, path: Path, *, sender: str | None = None) -> Delivery:
    """Send a mail from a file to the contact address; what became of it. Raises `BadInput` when nobody sends it."""
    content = await asyncio.to_thread(path.read_bytes)
    s = settings
    account = SmtpAccount(s.smtp_host, s.smtp_port, s.smtp_user, s.smtp_password, tls=s.smtp_tls)
    envelope = sender or _envelope_sender(content)
    if not envelope:
        raise BadInput(f"{path} has no From with an address; name the sender by --from.")
    return await send(account, sender=envelope, recipient=s.contact_address, content=content)


def _envelope_sender(content: bytes) -> str:
    """The address in From; a sample's Return-Path may say that it comes from elsewhere than its From pretends."""
    message = read_message(content)
    return message.return_path or next((one.address for one in message.from_addresses), "")


def greet(settings: Settings) -> None:
    """Tell where to look, and how to sign in."""
    Console().print(
        f"\n[bold]Centrale[/] – démonstration\n"
        f"  Salle du courrier  {settings.public_url}/app/mailroom.html\n"
        f"  GraphiQL           {settings.public_url}/app/graphiql.html\n"
        f"  Mot de passe       {PEOPLES_PASSWORD}  (des comptes de demo/accounts.json)\n"
        f"  Écrire un mail     .venv/bin/python manage.py mail send demo/essai.eml\n"
    )


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
