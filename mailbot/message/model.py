"""What a mail holds once it is read: plain frozen values without any trace of MIME."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# A defect: some were left out, and one of those may stand twice.
TOO_MANY_HEADERS = "too many headers"


@dataclass(frozen=True)
class MailAddress:
    """One address; ASCII letters in lower case, the domain as it was written (an IDN may be in either form)."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the last @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class MailFile:
    """A file of the mail (pièce jointe). `inline` ones are shown within the text, such as a logo.

    `entries` are the names of the files in a zip, the first hundred; nothing is ever unpacked.
    """

    filename: str
    content_type: str
    content: bytes
    inline: bool
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class MailMessage:
    """A mail as it was read. No string holds a NUL or a lone surrogate, so each may be stored as it is.

    `headers` are all headers in their order, unfolded, encoded words left as they are. `text` is the whole text,
    `new_text` what its sender wrote now: without quoted history and delimited signature. `defects` says what was
    broken and how it was read nevertheless.
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    from_addresses: tuple[MailAddress, ...] = ()  # of all From headers
    from_header_count: int = 0
    reply_to: tuple[MailAddress, ...] = ()
    sender_header: MailAddress | None = None
    to: tuple[MailAddress, ...] = ()
    cc: tuple[MailAddress, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None  # "" is the null return path <>; None: there is no such header
    subject: str = ""
    date: datetime | None = None  # always with a time zone
    text: str = ""
    new_text: str = ""
    forwards: bool = False  # `new_text` holds, or may hold, what somebody else wrote to its sender
    files: tuple[MailFile, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    part_types: tuple[str, ...] = ()  # the content type of every part, the outermost first
    defects: tuple[str, ...] = ()

    def header_values(self, name: str) -> tuple[str, ...]:
        """The values of all headers of this name (case does not count), the topmost first."""
        wanted = name.casefold()
        return tuple(value for key, value in self.headers if key.casefold() == wanted)

    def excerpt(self, length: int = 200) -> str:
        """The beginning of the new text on one line, at most `length` characters, cut between words."""
        line = " ".join((self.new_text or self.text).split())
        if len(line) <= length:
            return line
        return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
