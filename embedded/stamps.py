"""The header lines that a receiving mail server puts on a mail, and those that it takes off.

For the demo only: a real server computes DMARC (RFC 7489) from SPF and DKIM; this one believes the envelope of
whoever can reach its loopback port, for the domains that it was told to trust.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from email.utils import format_datetime, getaddresses

_FIELD_NAME = re.compile(rb"^([!-9;-~]+)[ \t]*:")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def stamped(
    source: bytes,
    *,
    sender: str,
    recipient: str,
    authserv_id: str,
    trusted_domains: Collection[str],
    received_at: datetime,
) -> bytes:
    """`source` as our server hands it to `recipient`'s mailbox.

    On top come Authentication-Results (RFC 8601), Return-Path and Received (RFC 5321, 4.4), and Delivered-To.
    What a sender wrote in our name is taken off: Return-Path, and each Authentication-Results that names our
    `authserv_id` (RFC 8601, 5).
    """
    fields, body = _split(source)
    kept = [field for field in fields if not _forged(field, authserv_id)]
    verdict = _verdict([field for field in kept if _name(field) == b"from"], sender, trusted_domains)
    ours = (
        f"Authentication-Results: {authserv_id}; {verdict}\r\n"
        f"Return-Path: <{sender}>\r\n"
        f"Delivered-To: {recipient}\r\n"
        f"Received: by {authserv_id} with ESMTP for <{recipient}>; {format_datetime(received_at)}\r\n"
    )
    return ours.encode("utf-8", "surrogateescape") + b"".join(kept) + body


def _split(source: bytes) -> tuple[list[bytes], bytes]:
    """The header's fields, folded as they came, and the rest with its empty line."""
    fields: list[bytes] = []
    rest = source
    while rest:
        line, newline, after = rest.partition(b"\n")
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += line + newline
        elif _FIELD_NAME.match(line):
            fields.append(line + newline)
        else:
            break
        rest = after
    # A mail without the empty line before its body is broken; without it ours would swallow the body's start.
    separator = b"" if rest.startswith((b"\r\n", b"\n")) else b"\r\n"
    return fields, separator + rest


def _name(field: bytes) -> bytes:
    match = _FIELD_NAME.match(field)
    return match[1].lower() if match else b""


def _forged(field: bytes, authserv_id: str) -> bool:
    name = _name(field)
    if name == b"return-path":
        return True
    # Anywhere in the value is enough: comments and quotes around an id must not hide it.
    return name == b"authentication-results" and authserv_id.lower().encode() in field.lower()


def _verdict(from_fields: list[bytes], sender: str, trusted_domains: Collection[str]) -> str:
    """DMARC's outcome: pass for a trusted domain in envelope and From alike, fail for a trusted one in From only."""
    domains = _from_domains(from_fields)
    if len(from_fields) != 1 or len(domains) != 1:
        return "dmarc=permerror"
    domain = domains.pop()
    trusted = domain in {each.lower() for each in trusted_domains}
    if not trusted:
        result = "none"
    elif sender.rpartition("@")[2].lower() == domain:
        result = "pass"
    else:
        result = "fail"
    return f"dmarc={result} header.from={domain}"


def _from_domains(from_fields: list[bytes]) -> set[str]:
    values = [field.partition(b":")[2].decode("utf-8", "replace").replace("\r\n", "") for field in from_fields]
    domains = {address.rpartition("@")[2].lower() for _, address in getaddresses(values)}
    return {domain if _DOMAIN.fullmatch(domain) else "invalid" for domain in domains}
