"""The operator's commands. Each reads the settings, opens what it needs and says clearly what went wrong."""

from __future__ import annotations

import asyncio
import dataclasses
import getpass
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from access.identify import login_of
from access.viewer import ANONYMOUS, load_viewer
from commands.audit import audit
from embedded import demo
from errors import AppError, BadInput, Unavailable
from graph.engine import Engine
from graph.shared import commit_wait
from imports import ImportRejected, ImportReport, import_folder
from imports.console import print_report, progress_bars
from mailbot.check import explain
from mailbot.message.apart import ReadersApart
from mailbot.reconcile import reconcile
from mailbot.show import mail_way
from mailbot.smtp import Outcome
from mailbot.training.corpus import FOLDER as CORPUS
from mailbot.training.measure import measure_folder
from mailbot.trial.folder import mails_in
from mailbot.trial.run import Trial, Tried, problems_of, report, trial_settings
from models import ErasureRequest
from models.changes import pending_migrations, write_migrations
from models.database import database
from schema.build import build_schema
from schema.client import LocalClient
from settings import Settings
from web.trusted_documents import TrustedDocuments, read_manifest
from workflows.conversations.labelled import labelled_mails
from workflows.conversations.training import examples
from workflows.mail_figures import failing_jobs, mail_figures, stuck_queues
from workflows.mail_replay import Replayed, replay
from workflows.members import settle_import
from workflows.outcomes import Invalid
from workflows.privacy.erasure import forget_again
from workflows.sites import keep_true

T = TypeVar("T")

app = typer.Typer(
    help="Commands of the purchasing group's service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database_app = typer.Typer(help="The database.", no_args_is_help=True)
migrations_app = typer.Typer(help="Changes of the tables, for developers.", no_args_is_help=True)
app.add_typer(database_app, name="database")
app.add_typer(migrations_app, name="migrations")
app.command("audit")(audit)
mail_app = typer.Typer(help="Mails: what became of them, and trying things out.", no_args_is_help=True)
app.add_typer(mail_app, name="mail")

privacy_app = typer.Typer(help="Data protection (docs/privacy.md).", no_args_is_help=True)
app.add_typer(privacy_app, name="privacy")

documents_app = typer.Typer(help="Trusted GraphQL documents (docs/api.md).", no_args_is_help=True)
app.add_typer(documents_app, name="documents")

Manifest = Annotated[Path, typer.Argument(help="Documents by their SHA-256, as JSON.", exists=True, dir_okay=False)]
# What a database takes as the number of a row.
_LARGEST = 2**31 - 1
MailFile = Annotated[Path, typer.Argument(help="A mail as a file (.eml).", exists=True, dir_okay=False)]
Folder = Annotated[Path, typer.Argument(help="Folder of .csv and .xlsx files.", exists=True, file_okay=False)]


@app.command("import")
def import_(folder: Folder) -> None:
    """Load a folder of spreadsheets: running it again changes nothing, a file with a bad row is refused."""
    asyncio.run(_import(folder, Settings.from_env()))


async def _import(folder: Path, settings: Settings) -> ImportReport:
    async with database(settings.database_url, pool_size=settings.database_pool):
        try:
            with progress_bars() as progress:
                report = await import_folder(folder, progress)
        except ImportRejected as rejected:
            print_report(rejected.report)
            raise
        finally:
            await settle_import(settings)
            await keep_true()
            # Whoever reads "done" gets no answer from before it, from any process.
            await commit_wait()
    print_report(report)
    return report


@documents_app.command("list")
def list_documents() -> None:
    """Print the trusted documents of this server by their ids, as JSON."""
    texts = TrustedDocuments(Settings.from_env(), Engine(build_schema())).texts
    print(json.dumps(dict(sorted(texts.items())), ensure_ascii=False, indent=2))


@documents_app.command("check")
def check_documents(manifest: Manifest) -> None:
    """Tell whether this server could trust the documents of a file: their hashes, the schema, its limits."""
    print(f"{len(read_manifest(manifest, Engine(build_schema())))} documents: all right.")


@database_app.command("migrate")
def migrate() -> None:
    """Bring the tables up to date."""
    asyncio.run(_migrate(Settings.from_env()))
    print("The tables are up to date.")


async def _migrate(settings: Settings) -> None:
    async with database(settings.database_url):
        pass


@migrations_app.command("make")
def make() -> None:
    """Write the migration that the models ask for."""
    paths = asyncio.run(_write_migrations())
    print("\n".join(str(path) for path in paths) or "The models ask for no migration.")


async def _write_migrations() -> list[Path]:
    async with database("sqlite:///:memory:", migrate=False):
        return await write_migrations()


@migrations_app.command("check")
def check() -> None:
    """Fail when the models ask for a migration that isn't on disk."""
    missing = asyncio.run(_pending())
    if missing:
        raise AppError(f"Migrations are missing ({', '.join(missing)}): run `python manage.py migrations make`.")
    print("No migration is missing.")


async def _pending() -> list[str]:
    async with database("sqlite:///:memory:", migrate=False):
        return [writer.name for writer in await pending_migrations()]


@privacy_app.command("forgotten")
def forgotten() -> None:
    """List who was forgotten, by the numbers that they had: keep it beside the backups, never inside."""
    for number in asyncio.run(_with_database(_forgotten)):
        print(number)


async def _forgotten() -> list[int]:
    done = await ErasureRequest.filter(forgotten_id__isnull=False).order_by("id")
    return [request.forgotten_id for request in done if request.forgotten_id is not None]


@privacy_app.command("forget-again")
def again(numbers: Annotated[list[int], typer.Argument(help="The numbers that `forgotten` listed.")]) -> None:
    """After restoring a backup: forget again who had been forgotten since."""
    print(f"{asyncio.run(_with_database(lambda: forget_again(numbers)))} people forgotten again.")


async def _with_database(work: Callable[[], Awaitable[T]]) -> T:
    settings = Settings.from_env()
    async with database(settings.database_url, pool_size=settings.database_pool):
        return await work()


@mail_app.command("send")
def send_mail(
    file: MailFile, sender: Annotated[str | None, typer.Option("--from", help="Sender; else the one in From.")] = None
) -> None:
    """Send a mail to the contact address: of the demo that runs, or through CENTRALE_SMTP_HOST."""
    delivery = asyncio.run(demo.send_file(demo.sending_settings(dict(os.environ)), file, sender=sender))
    if delivery.outcome is not Outcome.SENT:
        raise Unavailable(f"{delivery.outcome}: {delivery.code or ''} {delivery.detail}")
    print(f"Sent: {delivery.detail}")


@mail_app.command("corrections")
def mail_corrections() -> None:
    """Print what advisors put right of the bot's understanding, a JSON object a line, without what tells of people."""
    asyncio.run(_corrections(Settings.from_env()))


async def _corrections(settings: Settings) -> None:
    async with database(settings.database_url):
        async for example in examples():
            print(json.dumps(dataclasses.asdict(example), ensure_ascii=False))


@mail_app.command("corpus")
def mail_corpus() -> None:
    """Print the mails whose kind advisors put right as labelled ones (TOML): save them in mailbot/corpus and train."""
    asyncio.run(_corpus(Settings.from_env()))


async def _corpus(settings: Settings) -> None:
    async with database(settings.database_url):
        async for table in labelled_mails():
            print(table)


@mail_app.command("check")
def check_mail(file: MailFile) -> None:
    """Tell what the mailbot understands of a mail; nothing is done, stored or answered."""
    for label, value in asyncio.run(_check_mail(file.read_bytes(), demo.reading_settings(dict(os.environ)))):
        print(f"{label:<20} {value}")


async def _check_mail(source: bytes, settings: Settings) -> list[tuple[str, str]]:
    async with database(settings.database_url):
        return await explain(source, LocalClient(Engine(build_schema()), settings), settings)


@mail_app.command("status")
def mail_status() -> None:
    """Tell how many mails and letters stand where, how old the oldest are, and which periodic jobs fail."""
    for label, value in asyncio.run(_with_database(_mail_status)):
        print(f"{label:<28} {value}")


async def _mail_status() -> list[tuple[str, str]]:
    figures = await mail_figures()
    return [
        *((f"incoming, {status.lower()}", str(number)) for status, number in figures.inbound.items()),
        ("incoming, oldest waits", _age(figures.oldest_inbound)),
        *((f"outgoing, {status.lower()}", str(number)) for status, number in figures.outbound.items()),
        ("outgoing, oldest waits", _age(figures.oldest_outbound)),
        ("stuck", ", ".join(await stuck_queues(Settings.from_env())) or "nothing"),
        *((f"failing job {name}", why) for name, why in await failing_jobs()),
    ]


def _age(seconds: float | None) -> str:
    return "nothing waits" if seconds is None else f"{seconds:,.0f} s"


@mail_app.command("show")
def show_mail(
    id_: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=_LARGEST, help="Its number, as in the mail room and in the log.")
    ],
    text: Annotated[bool, typer.Option("--text", help="Also who wrote it, and what.")] = False,
) -> None:
    """Tell one mail's way: states, attempts, what was understood, what was done, the letters it set off."""
    for label, value in asyncio.run(_with_database(lambda: mail_way(id_, with_text=text))):
        print(f"{label:<20} {value}")


@mail_app.command("reconcile")
def reconcile_mail() -> None:
    """Compare the mailbox with the table (as is done each night): status 1 when they differ."""
    found = asyncio.run(_with_database(lambda: reconcile(Settings.from_env())))
    print("\n".join(found.lines()))
    if found.unstored or found.gone:
        raise AppError("Folder and table differ.")


@mail_app.command("train")
def train_mail(
    corpus: Annotated[Path, typer.Option(help="Folder of labelled mails.", exists=True, file_okay=False)] = CORPUS,
) -> None:
    """Train what reads mails on the labelled ones, for developers: writes mailbot/understanding/kinds.json."""
    try:
        from mailbot.training.command import train_on
    except ModuleNotFoundError as error:
        raise AppError(f"Training needs the packages of the group `training` ({error.name} is missing).") from error
    for line in train_on(corpus):
        print(line)


@app.command("audit-train")
def train_audit() -> None:
    """Train what matches lines of invoices with prices, for developers: writes audit/matching/model.json."""
    try:
        from audit.matching.training.command import train_on
    except ModuleNotFoundError as error:
        raise AppError(f"Training needs the packages of the group `training` ({error.name} is missing).") from error
    for line in train_on():
        print(line)


@mail_app.command("measure")
def measure_mail(
    folder: Annotated[Path, typer.Argument(help="Folder of labelled mails.", exists=True, file_okay=False)],
    mistakes: Annotated[bool, typer.Option(help="Also list each mail that is read otherwise than labelled.")] = False,
) -> None:
    """Tell how well labelled mails are read: docs/understanding.md shows their format."""
    for line in measure_folder(folder, with_mistakes=mistakes):
        print(line)


@mail_app.command("replay")
def replay_mail(
    number: Annotated[int, typer.Argument(min=1, max=_LARGEST, help="The mail's number: 12 of `InboundMail:12`.")],
    by: Annotated[str, typer.Option(help="Who does it: the address of somebody of the group, for the journal.")] = "",
) -> None:
    """Have a mail handled again that was set aside after too many failures.

    The journal tells who did it: without --by, the system's account.
    """
    outcome = asyncio.run(_replay(number, by, demo.reading_settings(dict(os.environ))))
    if isinstance(outcome, Invalid):
        raise BadInput(" ".join(problem.message for problem in outcome.problems))
    print(f"Mail {number} waits to be handled again.")


async def _replay(number: int, by: str, settings: Settings) -> Replayed | Invalid:
    async with database(settings.database_url):
        if not by:
            return await replay(ANONYMOUS, number, said=f", en ligne de commande par {getpass.getuser()}")
        person_id = await login_of(by)
        viewer = await load_viewer(person_id) if person_id is not None else None
        if viewer is None or not viewer.is_staff:
            raise BadInput(f"{by} is the login of nobody of the group. Give the address of an advisor in --by.")
        return await replay(viewer, number, said=", en ligne de commande")


@mail_app.command("try")
def try_mails(
    folder: Annotated[
        Path, typer.Argument(help="Folder of .eml, mbox or maildir files.", exists=True, file_okay=False)
    ],
    silent: Annotated[bool, typer.Option(help="None of these mails may be answered: bounces and the like.")] = False,
    each: Annotated[bool, typer.Option(help="Tell of each mail what became of it, not only how many.")] = False,
) -> None:
    """Run a folder of mails through the whole mailbot, on a database that is thrown away; nothing is sent."""
    tried = asyncio.run(_try_mails(folder, demo.demo_settings(dict(os.environ))))
    for row in tried if each else ():
        print(row.line)
    for label, value in report(tried, silent=silent):
        print(f"{label:<14} {value}")
    if problems_of(tried, silent=silent):
        sys.exit(1)


async def _try_mails(folder: Path, settings: Settings) -> list[Tried]:
    with tempfile.TemporaryDirectory() as place:
        settings = trial_settings(dataclasses.replace(settings, database_url=f"sqlite:///{place}/trial.sqlite3"))
        async with database(settings.database_url):
            await demo.import_demo(settings)
            client = LocalClient(Engine(build_schema()), settings)
            async with ReadersApart(most=1) as readers:
                return await Trial(client, settings, read=readers.read).run(mails_in(folder))


def main() -> None:
    """Run a command: an expected failure is a message and exit status 1, wrong usage status 2."""
    try:
        app()
    except AppError as error:
        print(error.message, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
