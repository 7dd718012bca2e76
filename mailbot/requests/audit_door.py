"""The sender's audits through the schema: the one that takes files, opening one, its files, its categories."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from letters.people_parts import AuditFile
from mailbot.incoming import Company, Incoming
from mailbot.message import MailFile
from mailbot.operations import operation
from mailbot.understanding.spend import SpendCategory, find_categories
from models import MemberStatus
from models.folding import fold
from schema.client import LocalClient

_MOST_FIRST, _MOST_MEMBER = 3, 1


@dataclass(frozen=True)
class OpenAudit:
    """An audit that takes files, the names of its categories, and of all that could be chosen.

    `again`: it was open before; `changed`: this mail opened it, told its categories or added a file.
    """

    id: str
    names: tuple[str, ...]
    again: bool = False
    choices: tuple[str, ...] = ()
    changed: bool = False


@dataclass(frozen=True)
class RightUsed:
    """The company has no right to another audit."""


class AuditDoor:
    """What one mail does with the audits of one company, as its sender."""

    def __init__(self, mail: Incoming, client: LocalClient, company: Company) -> None:
        self._mail, self._client, self._siret = mail, client, company.siret
        self._member = company.status == MemberStatus.MEMBER

    async def open(self) -> OpenAudit | RightUsed | None:
        """The audit that the files belong to; None when the mail doesn't make clear which, or none can be opened."""
        audits, categories = await self._state()
        wanted = self._categories(categories)
        names = tuple(one.name for one in categories)
        existing = _fitting(audits, wanted, only=not self._member)
        if existing is not None:
            found = OpenAudit(existing["id"], _names(existing), again=True, choices=names)
            return await self._chosen(found, wanted) if wanted and not found.names else found
        given = {"siret": self._siret, "categories": [one.id for one in wanted]}
        answer = (await self._run("request_audit", given))["requestAudit"]
        match answer["__typename"]:
            case "AuditPayload":
                return OpenAudit(answer["audit"]["id"], _names(answer["audit"]), choices=names, changed=True)
            case "AuditNotEntitled":
                return RightUsed()
            case _:
                return None

    async def add(
        self, audit: OpenAudit, files: Sequence[MailFile], named: Sequence[AuditFile]
    ) -> tuple[OpenAudit, list[AuditFile]]:
        """Send the files that can be read; the audit then, and each file by its name, with what is wrong with it."""
        whole = [at for at, file in enumerate(named) if file.problem is None]
        if not whole:
            return audit, list(named)
        sent = [
            {"name": named[at].name, "content": base64.b64encode(files[at].content).decode("ascii")} for at in whole
        ]
        answer = (await self._run("add_audit_files", {"id": audit.id, "files": sent}))["addAuditFiles"]
        told = list(named)
        if answer["__typename"] != "AuditFilesAdded":  # too many at once, or the audit takes none any more
            for at in whole:
                told[at] = replace(named[at], problem="NOT_ADDED")
            return audit, told
        for at, one in zip(whole, answer["files"], strict=True):
            if one["outcome"] == "TOO_LARGE":
                told[at] = replace(named[at], problem="SIZE")
            elif one["outcome"] == "TOO_MANY":
                told[at] = replace(named[at], problem="COUNT")
        taken = any(one["outcome"] == "TAKEN" for one in answer["files"])
        return replace(audit, changed=audit.changed or taken), told

    async def choose(self) -> OpenAudit | None:
        """The category that we had asked for, when the mail names it; None for anything else."""
        audits, categories = await self._state()
        wanted = self._categories(categories)
        waiting = next((one for one in audits if not one["categories"]), None)
        if waiting is None or not wanted:
            return None
        found = await self._chosen(OpenAudit(waiting["id"], ()), wanted)
        return found if found.names else None

    async def wanted(self) -> tuple[str, ...]:
        """The names of the categories that the mail speaks of."""
        _, categories = await self._state()
        return tuple(one.name for one in self._categories(categories))

    async def _chosen(self, audit: OpenAudit, wanted: Sequence[SpendCategory]) -> OpenAudit:
        given = {"id": audit.id, "categories": [one.id for one in wanted]}
        answer = (await self._run("choose_audit_categories", given))["chooseAuditCategories"]
        chosen = answer.get("audit")
        return replace(audit, names=_names(chosen), changed=True) if chosen else audit

    async def _state(self) -> tuple[list[dict[str, Any]], list[SpendCategory]]:
        """The company's audits that take files, and all categories."""
        data = await self._client.run(operation("open_audits"), {}, self._mail.viewer)
        audits = [one for one in data["audits"]["nodes"] if one["member"]["siret"] == self._siret]
        categories = [SpendCategory(one["id"], one["name"], one["description"]) for one in data["categories"]]
        return audits, sorted(categories, key=lambda one: fold(one.name))

    def _categories(self, categories: Sequence[SpendCategory]) -> tuple[SpendCategory, ...]:
        """Those that the mail speaks of: what was written now before what we had asked about."""
        most = _MOST_MEMBER if self._member else _MOST_FIRST
        now, before = self._mail.texts
        texts = (now, f"{self._mail.message.subject}\n{before}")
        return next((found for text in texts if (found := find_categories(text, categories, most))), ())

    async def _run(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        return await self._client.run(operation(name), {"input": given}, self._mail.viewer)


def _fitting(audits: Sequence[dict[str, Any]], wanted: Sequence[SpendCategory], *, only: bool) -> dict[str, Any] | None:
    """The open audit that files without a word, or with these categories, belong to; `only`: there is but one."""
    if only:
        return audits[0] if audits else None
    ids = {one.id for one in wanted}
    same = [one for one in audits if {each["id"] for each in one["categories"]} & ids]
    undecided = [one for one in audits if not one["categories"]]
    if same or undecided:
        return (same or undecided)[0]
    return audits[0] if len(audits) == 1 and not wanted else None


def _names(audit: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one["name"] for one in audit["categories"])
