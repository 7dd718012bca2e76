"""Files that came along for an audit: which count, and which can't be read, told by their first bytes alone.

Nothing is opened or parsed here: foreign files are somebody else's to take apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePosixPath

from mailbot.message import MailFile

# Pictures within the text that are smaller are logos and icons.
SMALLEST_PICTURE = 40_000
_PICTURES = frozenset("png jpg jpeg gif tif tiff bmp webp heic heif".split())
_OFFICE = frozenset("xlsx xlsm docx".split())
_READABLE = _PICTURES | _OFFICE | frozenset("pdf csv xls ods xml zip doc odt txt eml".split())
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"  # what Office wraps a protected .xlsx or .docx in
_LOCAL_FILE = b"PK\x03\x04"
# The trailer of a PDF stands at its end; this is far more than any has.
_TRAILER = 64_000


class FileProblem(StrEnum):
    """Why a file can't be read."""

    EMPTY = "EMPTY"
    PASSWORD = "PASSWORD"  # noqa: S105 - a kind of problem
    DAMAGED = "DAMAGED"
    TYPE = "TYPE"


def sent_along(files: Iterable[MailFile]) -> list[MailFile]:
    """The files that somebody sent, without the pictures that decorate a mail."""
    return [file for file in files if not (_is_picture(file) and file.inline and len(file.content) < SMALLEST_PICTURE)]


def problem_of(file: MailFile) -> FileProblem | None:
    """Why this one can't be read; None when nothing speaks against it."""
    content, kind = file.content, extension(file)
    if not content.strip(b"\0\t\n\r "):
        return FileProblem.EMPTY
    if kind not in _READABLE:
        return FileProblem.TYPE
    if kind == "pdf":
        return _problem_of_pdf(content)
    if kind in _OFFICE and content.startswith(_COMPOUND_FILE):
        return FileProblem.PASSWORD
    if kind == "zip" and content.startswith(_LOCAL_FILE) and len(content) > 6 and content[6] & 1:
        return FileProblem.PASSWORD
    if kind in (_OFFICE | {"zip"}) and not content.startswith(b"PK"):
        return FileProblem.DAMAGED
    return None


def extension(file: MailFile) -> str:
    """`pdf` of `Facture.PDF`; a file without one has that of its content type."""
    ending = PurePosixPath(file.filename.strip()).suffix.removeprefix(".").lower()
    return ending or _OF_TYPE.get(file.content_type.lower(), "")


_OF_TYPE = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "image/heic": "heic",
    "text/csv": "csv", "text/xml": "xml", "application/xml": "xml", "application/zip": "zip", "text/plain": "txt",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip


def _problem_of_pdf(content: bytes) -> FileProblem | None:
    if b"%PDF-" not in content[:1024]:
        return FileProblem.DAMAGED
    if b"/Encrypt" in content[-_TRAILER:] or b"/Encrypt" in content[:_TRAILER]:
        return FileProblem.PASSWORD
    return None


def _is_picture(file: MailFile) -> bool:
    return file.content_type.lower().startswith("image/") or extension(file) in _PICTURES
