"""Brings each mail of a trial to its end and notes what became of it; nothing is ever sent."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator

from jobs.events import Signal
from jobs.runner import Runner
from mailbot.inbox import DatabaseInbox, take_over
from mailbot.process import Processor, Reader
from mailbot.trial.machines import machine_behind
from models.mail import InboundMail, InboundStatus, OutboundMail
from schema.client import LocalClient
from settings import Settings

_ENOUGH = 1_000_000_000


@dataclasses.dataclass(frozen=True)
class Tried:
    """What became of one mail; `seconds` from its claim to its end."""

    place: str
    status: InboundStatus
    outcome: str
    error: str | None
    answers: int
    machine: str | None
    seconds: float

    @property
    def line(self) -> str:
        """What became of it, for a list that people read: status, number of answers, place, outcome."""
        return f"{self.status:<12} {self.answers}  {self.place} – {self.outcome}"

    @property
    def problem(self) -> str | None:
        """What must not be, or None."""
        if self.status is InboundStatus.BURIED:
            return f"crashed: {self.error}"
        if self.status is InboundStatus.RECEIVED:
            return f"did not come to an end: {self.error}"
        if self.answers and self.machine:
            return f"would answer {self.machine}"
        return None


def trial_settings(settings: Settings) -> Settings:
    """One attempt for each mail, and no cap on answers: one would hide which mails are answered."""
    return dataclasses.replace(
        settings,
        imap_host="",
        smtp_host="",
        mail_attempts=1,
        answers_per_thread_hour=_ENOUGH,
        answers_per_sender_day=_ENOUGH,
        answers_per_hour=_ENOUGH,
        answers_unproven_hour=_ENOUGH,
        acknowledgements_per_hour=_ENOUGH,
    )


class Trial:
    """The pipeline on the open database, which must be one to throw away."""

    def __init__(self, client: LocalClient, settings: Settings, *, read: Reader) -> None:
        processor = Processor(client, settings, read=read)
        self._runner = Runner(InboundMail, (InboundStatus.RECEIVED,), processor.handle, Signal(), worker="trial")
        self._max_bytes = settings.max_mail_bytes

    async def run(self, mails: Iterable[tuple[str, bytes]]) -> list[Tried]:
        """All of them, one after the other."""
        inbox = DatabaseInbox(await take_over("trial"))
        return [await self._try(inbox, uid, *mail) for uid, mail in enumerate(mails, 1)]

    async def _try(self, inbox: DatabaseInbox, uid: int, place: str, source: bytes) -> Tried:
        truncated = len(source) > self._max_bytes
        await inbox.store(1, uid, source[: self._max_bytes], truncated)
        begin = time.perf_counter()
        await self._runner.run_once()
        seconds = time.perf_counter() - begin
        mail = await InboundMail.get(uid=uid)
        answers = await OutboundMail.filter(cause_id=mail.id).count()
        # Samples share their ids: each is to be tried as if there were no other.
        await InboundMail.filter(id=mail.id).update(message_id=None, content_key=None)
        return Tried(place, mail.status, mail.outcome, mail.last_error, answers, machine_behind(source), seconds)


def report(tried: list[Tried], *, silent: bool = False) -> Iterator[tuple[str, str]]:
    """Rows of a table in words. `silent`: none of these mails may be answered."""
    statuses = {status: [one for one in tried if one.status is status] for status in InboundStatus}
    yield "mails", str(len(tried))
    yield "answered", str(len(statuses[InboundStatus.ANSWERED]))
    handed = statuses[InboundStatus.HANDED_OVER]
    yield "handed over", f"{len(handed)} ({sum(1 for one in handed if one.answers)} of them acknowledged)"
    for outcome in sorted({one.outcome for one in statuses[InboundStatus.IGNORED]}):
        count = sum(1 for one in statuses[InboundStatus.IGNORED] if one.outcome == outcome)
        yield "ignored", f"{count} – {outcome}"
    for status in (InboundStatus.DUPLICATE, InboundStatus.QUARANTINED, InboundStatus.BURIED, InboundStatus.RECEIVED):
        yield {InboundStatus.RECEIVED: "not at an end"}.get(status, status.lower()), str(len(statuses[status]))
    for one in sorted(tried, key=lambda one: -one.seconds)[:3]:
        yield "slowest", f"{one.seconds * 1000:.0f} ms – {one.place}"
    problems = problems_of(tried, silent=silent)
    yield "problems", str(len(problems))
    yield from (("", f"{place}: {problem}") for place, problem in problems)


def problems_of(tried: list[Tried], *, silent: bool = False) -> list[tuple[str, str]]:
    """Places of mails and what is wrong with them."""
    found = [(one.place, one.problem) for one in tried if one.problem]
    if silent:
        found += [(one.place, "would be answered") for one in tried if one.answers and not one.problem]
    return [(place, problem) for place, problem in found if problem]
