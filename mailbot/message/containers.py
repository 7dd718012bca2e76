"""Files that hold files: winmail.dat gives way to what Outlook packed into it, a zip says the names in it.

A zip is never unpacked: its directory alone is read, so it can't blow up.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace

from mailbot.message.characters import clean
from mailbot.message.model import MailFile
from mailbot.message.tnef import is_tnef, packed_files

MAX_ENTRIES = 2_000
MAX_NAMED_ENTRIES = 100

_ZIP_ENTRY = b"PK\x01\x02"
_ZIP = b"PK\x03\x04"
_OFFICE_ENTRIES = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


def opened(files: Iterable[MailFile]) -> tuple[MailFile, ...]:
    """The files as their reader wants to see them, in their order."""
    return tuple(one for file in files for one in _opened(file))


def _opened(file: MailFile) -> Iterable[MailFile]:
    if is_tnef(file.content):
        packed = packed_files(file.content)
        inside = [MailFile(safe_name(one.name), "application/octet-stream", one.content, False) for one in packed]
        return [_with_entries(one) for one in inside] or [file]
    return [_with_entries(file)]


def _with_entries(file: MailFile) -> MailFile:
    return replace(file, entries=entry_names(file.content)) if file.content.startswith(_ZIP) else file


def entry_names(content: bytes) -> tuple[str, ...]:
    """The names of the files in a zip, the first hundred; none for a damaged one, and for an Office document."""
    if content.count(_ZIP_ENTRY) > MAX_ENTRIES:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, OverflowError):
        return ()
    if any(name in _OFFICE_ENTRIES for name in names):
        return ()
    return tuple(safe_name(name) for name in names[:MAX_NAMED_ENTRIES])


def safe_name(name: str) -> str:
    """The last component only: a name is no path, neither here nor on the reader's machine."""
    bare = clean(name).replace("\\", "/").replace("\n", " ").rstrip("/ ").rpartition("/")[2]
    return bare.strip(" .")[-150:] or "fichier"
