"""Forgotten passwords of the tests: asking, the worker's turn, and the link in the letter."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re

import models
from access.devices import Visit
from access.throttling import Throttled
from access.viewer import ANONYMOUS
from jobs.leases import claim
from jobs.runner import LEASE
from settings import Settings
from workflows import reset_requests

HOME = Visit("192.0.2.1", user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
STRONG = "girafe violette 47 tambour"


async def work_off(settings: Settings, *, workers: int = 1) -> int:
    """Carry out every request, several workers at once; how many there were."""

    async def work(name: str) -> int:
        done = 0
        while rows := await claim(models.ResetRequest, (models.ResetRequestStatus.RECEIVED,), name, LEASE):
            for row in rows:
                await reset_requests.carry_out(settings, row.id, name)
                done += 1
        return done

    return sum(await asyncio.gather(*(work(f"worker {number}") for number in range(workers))))


async def ask(settings: Settings, address: str, visit: Visit = HOME) -> Throttled | None:
    """Ask for a link and have it carried out."""
    throttled = await reset_requests.ask(settings, ANONYMOUS, visit, address)
    await work_off(settings)
    return throttled


async def letters(kind: str = "PasswordResetLetter") -> list[models.OutboundMail]:
    """The letters of a kind, oldest first."""
    return await models.OutboundMail.filter(letter=kind).order_by("id")


def text_of(letter: models.OutboundMail) -> str:
    """The text part, as it goes to its reader."""
    message = email.message_from_bytes(letter.content, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def token_in(letter: models.OutboundMail, settings: Settings, page: str = "mot-de-passe") -> str:
    """The token of the link that the letter holds."""
    found = re.search(rf"{re.escape(settings.public_url)}/acces/{page}/(\S+)", text_of(letter))
    assert found is not None, text_of(letter)
    return found[1]


async def link_for(settings: Settings, person: models.Person) -> str:
    """A fresh link's token."""
    assert await ask(settings, person.email) is None
    return token_in((await letters())[-1], settings)
