"""Who sent a mail, proven or not: only our own mail server's DMARC verdict counts, never what the mail says itself.

Our server writes an `Authentication-Results` header (RFC 8601) under a name of its own, the authserv-id, on top of the
mail. The topmost header with our name is the one that counts; one below may have come with the mail. (The server must
remove forged headers with its name from incoming mail, RFC 8601 section 5: docs/operations.md says how.)

A sender is proven when that header says dmarc=pass and its `header.from` is exactly the domain of the one address in
the one From header. Exactly, not its parent: DMARC (RFC 7489, section 11.1) reports the From header's own domain
there, after having aligned SPF and DKIM itself; a parent or child domain may have another owner.

Most small companies publish no DMARC policy. `mailbot.identity` has the other two ways to be proven (docs/decisions/
0025): a reply to a letter of ours, and a link that is pressed in the registered mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailbot.message import TOO_MANY_HEADERS, MailAddress, MailMessage


class SenderReason(StrEnum):
    """How a sender is proven, or the first reason why not."""

    PROVEN = "PROVEN"  # by DMARC
    REPLY_TOKEN = "REPLY_TOKEN"  # noqa: S105 - the mail replies to one of ours, which only their mailbox has got
    CONFIRMED = "CONFIRMED"  # they pressed the button behind the link that was mailed to their registered address
    NO_AUTHSERV_ID = "NO_AUTHSERV_ID"  # the setting is empty: then nothing is ever proven
    NO_FROM = "NO_FROM"
    SEVERAL_FROM_HEADERS = "SEVERAL_FROM_HEADERS"
    SEVERAL_ADDRESSES = "SEVERAL_ADDRESSES"
    REPEATED_HEADERS = "REPEATED_HEADERS"  # a header that stands once stands twice: only one of them may be signed
    BROKEN_HEADERS = "BROKEN_HEADERS"  # they end at a line that is no header, or are too many: the rest is not seen
    NO_RESULTS = "NO_RESULTS"  # no Authentication-Results header of our server
    NO_DMARC = "NO_DMARC"  # it holds no DMARC verdict, or more than one
    DMARC_NOT_PASS = "DMARC_NOT_PASS"  # noqa: S105 - none, temperror and the like: nothing is known
    DMARC_FAIL = "DMARC_FAIL"  # the domain's owner disowns such mails
    DMARC_FAIL_WATCHED = "DMARC_FAIL_WATCHED"  # the owner only watches (p=none): forwarding breaks honest mails, too
    OTHER_DOMAIN = "OTHER_DOMAIN"  # the verdict is about another domain than that of the From header
    OLD_ADDRESS = "OLD_ADDRESS"  # somebody's login once: the mailbox may be another's by now
    TOKEN_USED = "TOKEN_USED"  # noqa: S105 - another mail has come to the letter's reply address before


PROVEN_REASONS = frozenset({SenderReason.PROVEN, SenderReason.REPLY_TOKEN, SenderReason.CONFIRMED})
# DMARC knows nothing, neither for nor against: then a reply to a letter of ours may prove who wrote.
UNDECIDED = frozenset({SenderReason.NO_RESULTS, SenderReason.NO_DMARC, SenderReason.DMARC_NOT_PASS})
# One From address, and its owner does not say that such mails are forged: we may ask at the registered mailbox.
MAY_BE_ASKED = UNDECIDED | {
    SenderReason.NO_AUTHSERV_ID,
    SenderReason.DMARC_FAIL_WATCHED,
    SenderReason.OTHER_DOMAIN,
    SenderReason.TOKEN_USED,
}
# Disowned by the domain's owner, or of several senders: an answer would go to somebody who may not have written.
FOREIGN = frozenset({SenderReason.DMARC_FAIL, SenderReason.SEVERAL_FROM_HEADERS, SenderReason.SEVERAL_ADDRESSES})

# What stands at most once in a mail (RFC 5322, 3.6, and RFC 2045; From has a reason of its own). DKIM signs the lowest
# of two and programs show the topmost: so somebody can give a signed mail another subject, or other words.
_ONCE = frozenset(
    {
        *("subject", "to", "cc", "date", "message-id", "in-reply-to", "references", "reply-to", "sender"),
        *("content-type", "content-transfer-encoding", "mime-version"),
    }
)


@dataclass(frozen=True)
class SenderProof:
    """`address` is given only when proven; lower case, as in `MailMessage.from_addresses`."""

    proven: bool
    address: str | None
    reason: SenderReason


def prove_sender(message: MailMessage, authserv_id: str) -> SenderProof:
    """Whether the From address may be taken as the sender's identity; Reply-To and Sender never are."""
    reason = _refusal(message, authserv_id.strip().lower())
    if reason is not None:
        return SenderProof(False, None, reason)
    return SenderProof(True, message.from_addresses[0].address, SenderReason.PROVEN)


# Python reads a line such as "Subject : x" as the first of the text, many servers as a header (RFC 5322, 4.5.3).
_UNFINISHED = "MissingHeaderBodySeparatorDefect"


def _refusal(message: MailMessage, authserv_id: str) -> SenderReason | None:
    if message.from_header_count > 1:
        return SenderReason.SEVERAL_FROM_HEADERS
    if not message.from_addresses:
        return SenderReason.NO_FROM
    if len(message.from_addresses) > 1 or not _holds_one_address(message.header_values("from")[0]):
        return SenderReason.SEVERAL_ADDRESSES
    names = [name.lower() for name, _ in message.headers]
    if any(names.count(name) > 1 for name in _ONCE):
        return SenderReason.REPEATED_HEADERS
    if {_UNFINISHED, TOO_MANY_HEADERS}.intersection(message.defects):
        return SenderReason.BROKEN_HEADERS
    if not authserv_id:
        return SenderReason.NO_AUTHSERV_ID
    return _dmarc_refusal(message, authserv_id, message.from_addresses[0])


def _dmarc_refusal(message: MailMessage, authserv_id: str, sender: MailAddress) -> SenderReason | None:
    topmost = message.header_values("authentication-results")[:_MOST_RESULTS]
    headers = ((value, parse_results(value)) for value in topmost)
    value, ours = next(((raw, read) for raw, read in headers if read.authserv_id == authserv_id), ("", None))
    if ours is None:
        return SenderReason.NO_RESULTS
    verdicts = [result for result in ours.results if result.method == "dmarc"]
    if any(verdict.result == "fail" for verdict in verdicts):
        return SenderReason.DMARC_FAIL_WATCHED if _WATCHED.search(value) else SenderReason.DMARC_FAIL
    if len(verdicts) != 1:
        return SenderReason.NO_DMARC
    if verdicts[0].result != "pass":
        return SenderReason.DMARC_NOT_PASS
    domains = {_ascii_domain(value) for name, value in verdicts[0].properties if name == "header.from"}
    return None if domains == {_ascii_domain(sender.domain)} else SenderReason.OTHER_DOMAIN


def _holds_one_address(value: str) -> bool:
    """One @ outside of quoted names and comments, and no group or list: parsers differ on the rest."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", _without_comments(value))
    if '"' in bare:
        return False
    if _TWICE.fullmatch(bare):
        return True
    return bare.count("@") == 1 and not re.search(r"[,;:]", bare.partition("@")[2])


# The address stands for the name, too, without quotes: `jean@x.test <jean@x.test>`.
_TWICE = re.compile(r"\s*([^\s,;:<>@]+@[^\s,;:<>@]+)\s*<\1>\s*", re.IGNORECASE)


def _ascii_domain(domain: str) -> str:
    """One form for an internationalised domain, the other being `xn--`; without mapping, so no two domains meet."""
    labels = domain.strip().rstrip(".").rpartition("@")[2].lower().split(".")
    return ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode('ascii')}" for one in labels)


@dataclass(frozen=True)
class MethodResult:
    """One verdict, such as `dmarc=pass header.from=member.test`; all in lower case save the values."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuthenticationResults:
    """One header. Without an authserv-id (Office 365 writes none) it belongs to nobody: an empty string."""

    authserv_id: str
    results: tuple[MethodResult, ...]


# Servers tell the domain's policy beside their verdict, mostly in a comment: (p=none dis=none), (policy=none).
_WATCHED = re.compile(r"\bdmarc\s*=\s*\"?fail\b[^;]*?\b(?:p|policy|policy\.dmarc)\s*=\s*\"?none\b", re.IGNORECASE)
_WORD = r'(?:"(?:[^"\\]|\\.)*"|[^\s;="]+)'
_METHOD = re.compile(rf"\s*(?P<method>[A-Za-z0-9_-]+)(?:\s*/\s*\d+)?\s*=\s*(?P<result>{_WORD})")
_PROPERTY = re.compile(
    rf"(?<![A-Za-z0-9_-])(?P<name>[A-Za-z0-9_-]+\s*\.\s*[A-Za-z0-9_-]+)\s*=\s*(?P<value>{_WORD})"
    rf"|reason\s*=\s*{_WORD}",
    re.IGNORECASE,
)
_AUTHSERV_ID = re.compile(rf"\s*(?P<id>{_WORD})(?:\s+\d+)?\s*$")


# Ours writes a few hundred characters, on top; what is longer, or has more above it, was written to keep us busy.
LONGEST_RESULTS = 4_000
_MOST_RESULTS = 50


def parse_results(value: str) -> AuthenticationResults:
    """A tolerant reading of RFC 8601: comments, quotes, versions and blanks anywhere; odd pieces are left out.

    What is longer than `LONGEST_RESULTS`, or ends within a comment or quotes, has no results: somebody's address may
    hide our server's verdict so. It keeps its id, so that no header below counts instead.
    """
    (first, *rest), whole = _pieces(value[:LONGEST_RESULTS])
    if len(value) > LONGEST_RESULTS or not whole:
        rest = []
    match = _AUTHSERV_ID.match(first)
    authserv_id = _unquote(match["id"]).lower() if match else ""
    return AuthenticationResults(authserv_id, tuple(_read_results(rest)))


def _read_results(pieces: list[str]) -> Iterator[MethodResult]:
    for piece in pieces:
        if match := _METHOD.match(piece):
            found = (one for one in _PROPERTY.finditer(piece, match.end()) if one["name"])
            properties = tuple((re.sub(r"\s", "", one["name"]).lower(), _unquote(one["value"])) for one in found)
            yield MethodResult(match["method"].lower(), _unquote(match["result"]).lower(), properties)


def _pieces(value: str) -> tuple[list[str], bool]:
    """What stands between the semicolons outside of quotes and comments, and whether all of these end.

    Comments in round brackets become blanks; they may be nested, hold escapes, and are none within quotes.
    """
    pieces: list[list[str]] = [[]]
    depth, quoted, escaped = 0, False, False
    for character in value:
        plain = not escaped and character != "\\"
        escaped = not plain and not escaped
        if plain and character == '"' and depth == 0:
            quoted = not quoted
        elif plain and character == "(" and not quoted:
            depth += 1
        elif plain and character == ")" and depth and not quoted:
            depth -= 1
            character = " "
        elif plain and character == ";" and depth == 0 and not quoted:
            pieces.append([])
            continue
        if depth == 0:
            pieces[-1].append(character)
    return ["".join(piece) for piece in pieces], depth == 0 and not quoted


def _without_comments(value: str) -> str:
    return ";".join(_pieces(value)[0])


def _unquote(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if len(token) > 1 and token.startswith('"') else token
