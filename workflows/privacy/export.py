"""Handing out all that is held of a person (GDPR articles 15 and 20): a ZIP of JSON files, and mails as they are."""

from __future__ import annotations

import asyncio
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator
from typing import IO, Any

from tortoise import timezone

from access.policy import may_export
from access.viewer import Viewer
from errors import NotFound
from models import InboundSource, JournalKind, OutboundMail, Person
from settings import Settings
from workflows.journal import record
from workflows.privacy.erasure import chunks, ids_of, subject_of
from workflows.privacy.holdings import HOLDINGS, Holding, Subject

_IN_MEMORY = 2_000_000

_READ_ME = """Vos données personnelles chez {group}

Ce dossier contient tout ce que nous conservons à votre sujet au {day}, tel quel :
un fichier JSON par sujet, et vos courriers au format .eml (à ouvrir avec un logiciel de messagerie).

{files}

Pour corriger ou faire effacer ces données : {contact}, ou votre espace personnel.
"""


async def export_person(settings: Settings, viewer: Viewer, person_id: int) -> IO[bytes]:
    """A ZIP file, open at its beginning; the caller closes it. Raises `NotFound` for whom the viewer may not export."""
    person = await Person.get_or_none(id=person_id) if may_export(viewer, person_id) else None
    if person is None:
        raise NotFound("no person with this id whose data you may export")
    subject = await subject_of(person)
    await record(JournalKind.DATA_EXPORTED, viewer, person_id=person_id)
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            await _fill(archive, settings, subject)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


async def _fill(archive: zipfile.ZipFile, settings: Settings, subject: Subject) -> None:
    lines = []
    for holding in HOLDINGS:
        if holding.export in ((), ("content",)):
            continue
        rows = await _rows(holding, subject)
        await _add(
            archive, f"{holding.name}.json", json.dumps(rows, ensure_ascii=False, indent=2, default=str).encode()
        )
        lines.append(f"{holding.name}.json : {len(rows)}")
    async for name, content in _mails(subject):
        await _add(archive, name, content)
    text = _READ_ME.format(
        group=settings.group_name,
        day=timezone.now().strftime("%d/%m/%Y"),
        files="\n".join(lines),
        contact=settings.contact_address,
    )
    await _add(archive, "LISEZ-MOI.txt", text.encode())


async def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """On a thread: packing ten megabytes takes long, and everybody else would wait."""
    await asyncio.to_thread(archive.writestr, name, content)


async def _rows(holding: Holding, subject: Subject) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in chunks(await ids_of(holding, holding.rows(subject))):
        found += await holding.model.filter(id__in=some).order_by("id").values(*holding.export)
    return found


async def _mails(subject: Subject) -> AsyncIterator[tuple[str, bytes]]:
    """Name and bytes of each mail, in and out, one at a time."""
    holdings = {holding.model: holding for holding in HOLDINGS}
    for model, folder in ((InboundSource, "courriers-recus"), (OutboundMail, "courriers-envoyes")):
        for id_ in await ids_of(holdings[model], holdings[model].rows(subject)):
            row = await model.get(id=id_)
            yield f"{folder}/{id_}.eml", bytes(row.content)
