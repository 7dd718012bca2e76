"""Signed tokens for links and reply addresses: an HMAC over (purpose, id), safe in a case-folded local part.

A mail server may lower-case the local part of an address, which rules out base64; hence base32, 128 bits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum

_FORM = re.compile(r"(0|[1-9][0-9]{0,11})-([a-z2-7]{26})")


class Purpose(StrEnum):
    """What a token is for: one made for a purpose is worth nothing for another."""

    ATTACHMENT_DECISION = "attachment-decision"
    ATTACHMENT_REPLY = "attachment-reply"
    RETURN_PATH = "return-path"
    REPLY = "reply"
    MAIL_CONFIRMATION = "mail-confirmation"
    CALENDAR = "calendar"
    ATTESTATION = "attestation"
    DIGEST = "digest"


def sign(secret: str, purpose: Purpose, subject_id: int) -> str:
    """The token, e.g. `42-` and 26 characters."""
    return f"{subject_id}-{_signature(secret, purpose, subject_id)}"


def verify(secret: str, purpose: Purpose, token: str) -> int | None:
    """The id that the token was made for, or None when it is not one of ours for this purpose."""
    match = _FORM.fullmatch(token.strip().lower())
    if match is None:
        return None
    subject_id = int(match[1])
    return subject_id if hmac.compare_digest(match[2], _signature(secret, purpose, subject_id)) else None


def _signature(secret: str, purpose: Purpose, subject_id: int) -> str:
    digest = hmac.digest(secret.encode(), f"{purpose}:{subject_id}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
