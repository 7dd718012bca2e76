"""Files inside files: ZIP archives and mails, unpacked within bounds however they are nested."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from audit.reading.refusals import refused
from audit.reading.sniffing import Format, format_of
from audit.reading.values import Packed, RefusalCode, Refused, source_of
from audit.results import RefusedFile

MOST_FILES = 500
MOST_UNPACKED = 100_000_000
MOST_FILE = 50_000_000
MOST_DEPTH = 3
# Text packs some 10 to 30 times; beyond this it is a bomb, unless it is small anyway.
MOST_RATIO = 200
_HARMLESS = 10_000_000
# Pictures in a mail's text below the first are logos; below the second unless they have a name as photos do, for some
# programs show in the text what was attached.
_TINY, _LOGO = 10_000, 60_000
# As Outlook names whatever is shown (phones name their photos image0.jpeg), and what is of a signature.
_NAMED_AS_LOGO = re.compile(
    r"image\d{3,}\.|outlook-|.{0,60}(?:logo|signature|banni?[eè]re|banner|icone?)", re.IGNORECASE
)
_CHUNK = 1 << 20
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)", re.IGNORECASE)
_UNSEEMLY = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True)
class Unpacked:
    """The files that are no containers, in their order, and what could not be opened."""

    files: list[Packed] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    bytes_left: int = MOST_UNPACKED


def unpacked(name: str, content: bytes) -> Unpacked:
    """All files in a file: itself when it is no container. A bad entry is refused by its name, the others come out."""
    found = Unpacked()
    _unpack(Packed(name, content), found, MOST_DEPTH)
    return found


def _unpack(packed: Packed, found: Unpacked, depth: int) -> None:
    kind = format_of(packed.content)
    if kind not in (Format.ARCHIVE, Format.MAIL):
        found.files.append(packed)
        return
    count = len(found.files) + len(found.refused)
    try:
        if depth == 0:
            raise refused(RefusalCode.ARCHIVE_TOO_DEEP, limit=MOST_DEPTH)
        inside = _zipped if kind is Format.ARCHIVE else _attached
        for entry in inside(packed.content, found):
            name = f"{packed.name}/{_UNSEEMLY.sub('', entry.name)}"
            if isinstance(entry, _Bad):
                found.refused.append(_refusal(name, b"", entry.reason))
            else:
                _unpack(Packed(name, entry.content), found, depth - 1)
        if count == len(found.files) + len(found.refused):
            raise refused(RefusalCode.NOTHING_INSIDE)
    except Refused as reason:
        found.refused.append(_refusal(packed.name, packed.content, reason))


@dataclass(frozen=True, slots=True)
class _Bad:
    """An entry that can't be opened."""

    name: str
    reason: Refused


def _refusal(name: str, content: bytes, reason: Refused) -> RefusedFile:
    return RefusedFile(file=source_of(name, content), code=reason.code, message=reason.message)


def _zipped(content: bytes, found: Unpacked) -> Iterator[Packed | _Bad]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _LITTER.search(entry.filename)]
    except Exception:  # zipfile raises many kinds on what is no archive
        raise refused(RefusalCode.BROKEN_ARCHIVE) from None
    whole = sum(entry.file_size for entry in entries)
    _check_count(len(entries) + len(found.files))
    if whole > found.bytes_left or (whole > _HARMLESS and whole > MOST_RATIO * len(content)):
        raise refused(RefusalCode.ARCHIVE_TOO_LARGE, limit=f"{MOST_UNPACKED // 1_000_000} Mo")
    for entry in entries:
        try:
            yield Packed(entry.filename, _content_of(archive, entry, found))
        except Refused as reason:
            yield _Bad(entry.filename, reason)


def _content_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Unpacked) -> bytes:
    """An entry's bytes; zipfile never gives more of them than the archive told."""
    if entry.flag_bits & 1:
        raise refused(RefusalCode.ENCRYPTED_ARCHIVE)
    if entry.file_size > min(MOST_FILE, found.bytes_left):
        raise refused(RefusalCode.TOO_LARGE, limit=MOST_FILE // 1_000_000)
    try:
        content = archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise refused(RefusalCode.BROKEN_ARCHIVE) from None
    found.bytes_left -= len(content)
    return content


def _attached(content: bytes, found: Unpacked) -> Iterator[Packed | _Bad]:
    """What is attached to a mail, also to mails that it forwards; neither its texts nor the logos in them."""
    try:
        message = BytesParser(policy=default).parsebytes(content)
        parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    except Exception:  # the standard parser raises many kinds on broken mails
        raise refused(RefusalCode.BROKEN_ARCHIVE) from None
    _check_count(len(parts) + len(found.files))
    for number, part in enumerate(parts, 1):
        name = f"pièce {number}"
        try:
            name = part.get_filename() or name
            data = part.get_payload(decode=True)
        except Exception:  # as above
            yield _Bad(name, refused(RefusalCode.BROKEN_ARCHIVE))
            continue
        if isinstance(data, bytes) and not _belongs_to_the_text(part, data):
            yield Packed(name, data)


def _belongs_to_the_text(part: EmailMessage, data: bytes) -> bool:
    if part.get_content_maintype() == "text" and not part.get_filename():
        return True
    is_shown_inside = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    if part.get_content_maintype() != "image" or not is_shown_inside or len(data) >= _LOGO:
        return False
    name = part.get_filename()
    return len(data) < _TINY or not name or _NAMED_AS_LOGO.match(name) is not None


def _check_count(count: int) -> None:
    if count > MOST_FILES:
        raise refused(RefusalCode.ARCHIVE_TOO_LARGE, limit=f"{MOST_FILES} fichiers")
