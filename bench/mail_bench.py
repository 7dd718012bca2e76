"""From the mailbox to the answer that the SMTP server accepts: mails a second, and how long a single one takes.

`python -m bench.mail_bench [--mails N] [--warm N] [--single N] [--servers N]`. The product is `server.py` in a process
of its own (or several that share the mails), between a private Dovecot, a private PostgreSQL and an SMTP server that
takes everything; every mail asks for an attachment to a supplier, the request that writes most. `--warm` mails go
before, so that what a process loads and prepares once is no mail's. The floor, in the same run: fetching the same
mails and sending as many letters of the same bytes, with our IMAP and SMTP clients, nothing between.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import models
from bench.processes import usage
from bench.profiling import profiling, summary
from bench.servers.smtp_sink import Sink
from mailbot.imap import ImapAccount, ImapMailbox
from mailbot.smtp import SmtpAccount, SmtpSession
from models.database import database
from models.mail import InboundMail, InboundStatus, OutboundMail, OutboundStatus
from tests.end_to_end.server_process import ServerProcess
from tests.group import make_group, siret
from tests.mailbot.bot import AUTHSERV_ID, CONTACT, mail, request_text
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postgres import PrivatePostgres
from tests.private_servers.process import free_port

_PATIENCE = 600.0
_SERVERS = "the product"


@dataclass(frozen=True)
class Single:
    """Seconds of one mail: from its delivery until it was stored (Dovecot's IDLE and the fetch), until its answer."""

    stored: float
    answered: float


class MailBench:
    """The servers, and what is measured on them."""

    def __init__(
        self,
        postgres: PrivatePostgres,
        dovecot: PrivateDovecot,
        sink: Sink,
        folder: Path,
        *,
        servers: int,
        profile: Path | None,
    ) -> None:
        """`profile`: where the collapsed stacks of the first server go, of the sustained part."""
        self._profile = profile
        # Seconds of processor time for a mail, by who used them.
        self.cpu: dict[str, float] = {}
        self._postgres, self._dovecot, self._sink, self._folder = postgres, dovecot, sink, folder
        self.url = postgres.create_database()
        self._mails = itertools.count(1)
        self._servers = [ServerProcess(folder / str(number), self._environment()) for number in range(servers)]

    def _environment(self) -> dict[str, str]:
        values = {
            "PORT": free_port(), "SECRET_KEY": "a secret of the bench that is long enough", "DATABASE_URL": self.url,
            "CONTACT_ADDRESS": CONTACT, "AUTHSERV_ID": AUTHSERV_ID, "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": self._dovecot.imap_port, "IMAP_USER": CONTACT, "IMAP_PASSWORD": self._dovecot.password,
            "IMAP_TLS": "no", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": self._sink.port, "SMTP_TLS": "none",
            "ANSWERS_PER_HOUR": 1_000_000, "ANSWERS_PER_SENDER_DAY": 1_000,
        }  # fmt: skip
        return {f"CENTRALE_{name}": str(value) for name, value in values.items()}

    async def fill(self, members: int) -> None:
        """The group of the tests, and so many companies with somebody who writes."""
        async with database(self.url):
            group = await make_group()
            for number in range(1, members + 1):
                member = await models.Member.create(
                    siret=siret(10_000 + number), legal_name=f"Société {number}", status=models.MemberStatus.MEMBER,
                    advisor=group.advisor,
                )  # fmt: skip
                person = await models.Person.create(
                    email=f"p{number}@pme{number}.test", first_name="Paul", last_name=f"Numéro {number}"
                )
                await models.Affiliation.create(member=member, person=person)

    def written(self) -> bytes:
        """The next mail; each has a sender of its own."""
        number = next(self._mails)
        text = request_text(account=f"C-{number:05}")
        return mail(f"p{number}@pme{number}.test", text, message_id=f"<{number}@pme.test>")

    async def floor(self, mails: list[bytes], letters: list[bytes]) -> tuple[float, float]:
        """Seconds of fetching the mails from a mailbox of its own, and of sending the letters over one connection."""
        await asyncio.to_thread(self._dovecot.deliver, "floor@centrale.test", *mails)
        account = ImapAccount(
            "127.0.0.1", self._dovecot.imap_port, "floor@centrale.test", self._dovecot.password, tls=False
        )
        mailbox = ImapMailbox(account)
        await mailbox.connect()
        began = time.perf_counter()
        fetched = [found.uid async for found in mailbox.fetch(await mailbox.all_uids())]
        fetching = time.perf_counter() - began
        await mailbox.close()
        assert len(fetched) == len(mails)
        began = time.perf_counter()
        async with SmtpSession(SmtpAccount("127.0.0.1", self._sink.port, tls="none")) as session:
            for letter in letters:
                await session.send(sender=CONTACT, recipient="x@pme.test", content=letter)
        return fetching, time.perf_counter() - began

    async def sustained(self, warm: list[bytes], mails: list[bytes]) -> tuple[float, list[bytes]]:
        """Seconds from the first mail stored to the last letter sent, and their letters; the server stays up."""
        for server in self._servers:
            server.start()
        async with database(self.url, migrate=False):
            await asyncio.to_thread(self._dovecot.deliver, CONTACT, *warm)
            await self._drained(len(warm))
            before = self._used()
            with profiling(self._servers[0].pid, self._profile):
                await asyncio.to_thread(self._dovecot.deliver, CONTACT, *mails)
                await self._drained(len(warm) + len(mails))
            self.cpu = {name: (now - before[name]) / len(mails) for name, now in self._used().items()}
            rows = await InboundMail.all().order_by("id").offset(len(warm))
            answered = sum(row.status is InboundStatus.ANSWERED for row in rows)
            assert answered == len(mails), f"{answered} of {len(mails)} mails were answered"
            letters = await OutboundMail.filter(cause_id__gte=rows[0].id)
            last = max(letter.sent_at for letter in letters if letter.sent_at is not None)
            return (last - rows[0].received_at).total_seconds(), [bytes(letter.content) for letter in letters]

    def _used(self) -> dict[str, float]:
        """Seconds of processor time until now; the bench's own are the way in, and the SMTP server that takes all."""
        ours = resource.getrusage(resource.RUSAGE_SELF)
        return {
            _SERVERS: sum(usage(server.pid).seconds for server in self._servers),
            "PostgreSQL": usage(self._postgres.pid).seconds,
            "Dovecot": usage(self._dovecot.pid).seconds,
            "the bench itself": ours.ru_utime + ours.ru_stime,
        }

    async def _drained(self, mails: int) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            await asyncio.sleep(0.5)
            ended = await InboundMail.exclude(status=InboundStatus.RECEIVED).count()
            if ended >= mails and not await OutboundMail.exclude(status=OutboundStatus.SENT).exists():
                return
        raise TimeoutError(f"not all mails were answered within {_PATIENCE:.0f} s: {self._servers[0].log()[-3000:]}")

    async def single(self, count: int) -> list[Single]:
        """One mail after the other, each when the one before is answered."""
        found = []
        async with database(self.url, migrate=False):
            for _ in range(count):
                source = self.written()
                message_id = source.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
                answer = self._sink.answer_to(message_id)
                began = time.time()
                await asyncio.to_thread(self._dovecot.deliver, CONTACT, source)
                answered = await asyncio.wait_for(answer, 60) - began
                row = await InboundMail.all().order_by("-id").first()
                assert row is not None
                found.append(Single(row.received_at.timestamp() - began, answered))
        return found

    def close(self) -> None:
        """End the servers."""
        for server in self._servers:
            server.stop()
            server.kill9()


def report(
    mails: int,
    seconds: float,
    letters: int,
    floor: tuple[float, float],
    singles: list[Single],
    cpu: Mapping[str, float],
) -> str:
    """The figures side by side; `cpu`: seconds of processor time for a mail, by who used them."""
    rate, floor_rate = mails / seconds, mails / sum(floor)
    answered, stored = [sorted(getattr(one, what) for one in singles) for what in ("answered", "stored")]
    everybody = sum(cpu.values())
    lines = [
        f"{os.cpu_count()} processors shared by all, load average {os.getloadavg()[0]:.1f}",
        "",
        "| | mails/s | share of the floor |",
        "|---|--:|--:|",
        f"| floor: bare fetch of {mails} + bare SMTP of {letters} letters | {floor_rate:,.0f} | |",
        f"| from the mailbox to the accepted answer | {rate:,.1f} | {rate / floor_rate:.1%} |",
        f"| at most, by the processor's time, on one that is free for the product | {1 / cpu[_SERVERS]:,.0f} | |",
        f"| at most on two that everybody shares | {2 / everybody:,.0f} | |",
        "",
        "| the processor's time | ms a mail |",
        "|---|--:|",
        *(f"| {name} | {seconds * 1000:.1f} |" for name, seconds in cpu.items()),
        f"| everybody | {everybody * 1000:.1f} |",
        "",
        "| a single mail | p50 ms | p99 ms |",
        "|---|--:|--:|",
        f"| delivered → stored (IDLE, fetch, commit) | {_ms(stored, 50)} | {_ms(stored, 99)} |",
        f"| delivered → answer accepted | {_ms(answered, 50)} | {_ms(answered, 99)} |",
    ]
    return "\n".join(lines)


def _ms(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100, method='inclusive')[percent - 1] * 1000:,.0f}"


async def measure(mails: int, warm: int, single: int, servers: int, profile: Path | None) -> str:
    """Everything, on servers of its own."""
    postgres, dovecot = PrivatePostgres(), PrivateDovecot()
    with tempfile.TemporaryDirectory() as folder:
        try:
            postgres.start()
            dovecot.start()
            async with Sink() as sink:
                bench = MailBench(postgres, dovecot, sink, Path(folder), servers=servers, profile=profile)
                try:
                    await bench.fill(warm + mails + single)
                    before = [bench.written() for _ in range(warm)]
                    sources = [bench.written() for _ in range(mails)]
                    seconds, letters = await bench.sustained(before, sources)
                    singles = await bench.single(single)
                finally:
                    bench.close()
                floor = await bench.floor(sources, letters)
        finally:
            dovecot.close()
            postgres.close()
    return report(mails, seconds, len(letters), floor, singles, bench.cpu)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Mails a second, and the time of a single one.")
    parser.add_argument("--mails", type=int, default=1_000, help="how many come at once")
    parser.add_argument("--warm", type=int, default=200, help="how many go before, which count for nothing")
    parser.add_argument("--single", type=int, default=100, help="how many come one by one")
    parser.add_argument("--servers", type=int, default=1, help="how many processes of the product share them")
    parser.add_argument("--profile", type=Path, help="file for what py-spy samples while the mails are worked off")
    options = parser.parse_args()
    print(asyncio.run(measure(options.mails, options.warm, options.single, options.servers, options.profile)))
    if options.profile is not None and options.profile.exists():
        print(f"\n{summary(options.profile.read_text('utf-8'))}")


if __name__ == "__main__":
    main()
