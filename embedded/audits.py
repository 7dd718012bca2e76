"""The demo's audits: one is validated and one waits for its advisor, read and matched as those of anybody.

Their files are sent before anybody looks; the product's own service reads them in the background, `finish` validates.
"""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from access.identify import viewer_of_address
from access.viewer import Viewer
from models import Audit, AuditStatus, Category
from schema.client import LocalClient

_FOLDER = Path(__file__).parent.parent / "demo" / "audits"
_UNDER_WAY = (AuditStatus.COLLECTING, AuditStatus.READING, AuditStatus.MATCHING)
_OPEN = """mutation Open($input: RequestAuditInput!) { requestAudit(input: $input) {
  ... on AuditPayload { audit { id } } } }"""
_SEND = "mutation Send($input: AddAuditFilesInput!) { addAuditFiles(input: $input) { __typename } }"
_CLOSE = "mutation Close($input: CloseAuditFilesInput!) { closeAuditFiles(input: $input) { __typename } }"
_VALIDATE = "mutation Validate($input: ValidateAuditInput!) { validateAudit(input: $input) { __typename } }"


@dataclass(frozen=True)
class Started:
    """An audit that is analysed, and who of the group validates it; None: it stays in review."""

    id: str
    validated_by: str | None


async def start(client: LocalClient) -> list[Started]:
    """All of them are asked for, their files sent, their analysis begun."""
    return [await _started(client, sample) for sample in json.loads((_FOLDER / "audits.json").read_text("utf-8"))]


async def finish(client: LocalClient, started: list[Started]) -> None:
    """Validate those that somebody validates, as soon as they are in review."""
    for one in started:
        if one.validated_by is not None:
            await _reviewed(int(one.id.partition(":")[2]))
            await client.run(_VALIDATE, {"input": {"id": one.id}}, await _person(one.validated_by))


async def _started(client: LocalClient, sample: dict[str, Any]) -> Started:
    viewer = await _person(sample["as"])
    category = await Category.get(code=sample["category"])
    given: dict[str, Any] = {"categories": [f"Category:{category.id}"]}
    id_: str = (await client.run(_OPEN, {"input": given}, viewer))["requestAudit"]["audit"]["id"]
    files = [await asyncio.to_thread(_file, _FOLDER / name) for name in sample["files"]]
    await client.run(_SEND, {"input": {"id": id_, "files": files}}, viewer)
    await client.run(_CLOSE, {"input": {"id": id_}}, viewer)
    return Started(id_, sample["validated_by"])


def _file(path: Path) -> dict[str, str]:
    """As it is sent; an invoice that is written in Typst is a PDF then."""
    is_typst = path.suffix == ".typ"
    content = typst.compile(path) if is_typst else path.read_bytes()
    name = path.with_suffix(".pdf").name if is_typst else path.name
    return {"name": name, "content": base64.b64encode(content).decode("ascii")}


async def _person(address: str) -> Viewer:
    viewer = await viewer_of_address(address)
    assert viewer is not None  # noqa: S101 - the demo's own people
    return viewer


async def _reviewed(audit_id: int) -> None:
    while True:
        await asyncio.sleep(0.2)
        if not await Audit.exists(id=audit_id, status__in=_UNDER_WAY):
            return
