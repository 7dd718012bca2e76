"""Documents known by their hash (GraphQL over HTTP, Appendix A), and who may send others.

Trusted are the front end's operations, the examples, and those of the files that CENTRALE_TRUSTED_DOCUMENTS names.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from access.viewer import Viewer
from errors import AccessDenied, BadInput, ConfigurationError, ErrorCode, NotFound
from graph.engine import Engine, Request
from schema.stored import documents_of_browsers
from settings import Settings

PREFIX = "sha256:"


def document_id(text: str) -> str:
    """The id of a document: `sha256:` and 64 hexadecimal digits."""
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()


def own_documents() -> dict[str, str]:
    """The front end's operations and the examples, by their ids."""
    return {document_id(text): text for text in documents_of_browsers().values()}


def read_manifest(path: Path, engine: Engine) -> dict[str, str]:
    """The documents of a file `{"<sha256>": "<document>"}`, as @graphql-codegen writes it, by their ids.

    Raises `ConfigurationError` that names everything that is wrong: hashes that don't fit, documents that the schema or
    its limits refuse.
    """
    try:
        found: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} can't be read as JSON: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ConfigurationError(f'{path}: expected {{"<sha256 of the document>": "<document>", …}}')
    problems = [problem for key, text in found.items() for problem in _problems(key, text, engine)]
    if problems:
        raise ConfigurationError(f"{path}:\n" + "\n".join(f"  - {problem}" for problem in problems))
    return {document_id(text): text for text in found.values()}


def _problems(key: str, text: str, engine: Engine) -> Iterator[str]:
    wanted = document_id(text)
    if PREFIX + key.removeprefix(PREFIX) != wanted:
        yield f"{key[:80]}: the document's SHA-256 is {wanted.removeprefix(PREFIX)}"
    read = engine.document(text)
    if isinstance(read, list):
        yield from (f"{key[:80]}: {error.message}" for error in read)


class TrustedDocuments:
    """The trusted documents of a site."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """Raises `ConfigurationError` for a file that isn't right."""
        self._settings, self._texts = settings, own_documents()
        for name in filter(None, settings.trusted_documents.split(",")):
            self._texts |= read_manifest(Path(name.strip()), engine)
        self._known = frozenset(self._texts.values())

    @property
    def texts(self) -> Mapping[str, str]:
        """Documents by their ids."""
        return self._texts

    def resolve(self, request: Request, viewer: Viewer) -> Request:
        """The request with its document, if the viewer may send it. Raises `AppError`."""
        if request.document_id is not None:
            return dataclasses.replace(request, document=self._text_of(request.document_id))
        if self._any_for(viewer) or request.document in self._known:
            return request
        raise AccessDenied(
            "only trusted documents are served here; send the `documentId` of one",
            code=ErrorCode.UNAUTHENTICATED if viewer.person_id is None else ErrorCode.FORBIDDEN,
        )

    def _any_for(self, viewer: Viewer) -> bool:
        """Whether the viewer may send documents of their own: the group's people always may."""
        if viewer.is_staff:
            return True
        settings = self._settings
        rule = settings.public_documents if viewer.person_id is None else settings.member_documents
        return rule == "any"

    def _text_of(self, id_: str) -> str:
        text = self._texts.get(id_)
        if text is None:
            if not id_.startswith(PREFIX):
                raise BadInput(f"`documentId` must be {PREFIX} and the SHA-256 of the document in hexadecimal digits")
            raise NotFound("no document with this `documentId` is known; send the document itself as `query`")
        return text
