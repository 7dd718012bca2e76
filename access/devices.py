"""Browsers that somebody has signed in with before: a signed cookie that throttling believes, and nothing else does.

A browser that holds one is counted by itself, so strangers who guess can't get in the way of the person
(decision 0009, after OWASP's device cookies). It opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

_FORM = re.compile(r"([1-9][0-9]{0,11})-([0-9a-f]{16})-([0-9a-f]{32})")
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """From where a request comes: its network, the device token that its browser holds, and what it calls itself."""

    client: str = ""
    device: str = ""
    user_agent: str = ""


def new_device(secret: str, person_id: int) -> str:
    """The token for a browser in which this person has just proven who they are."""
    name = f"{person_id}-{secrets.token_hex(8)}"
    return f"{name}-{_signature(secret, name)}"


def known_device(secret: str, token: str, person_id: int) -> str | None:
    """The device's own name, when the token is ours and this person's."""
    match = _FORM.fullmatch(token)
    if match is None or int(match[1]) != person_id:
        return None
    name = f"{match[1]}-{match[2]}"
    return name if hmac.compare_digest(match[3], _signature(secret, name)) else None


def device_label(user_agent: str) -> str:
    """A browser as its owner knows it, e.g. "Firefox sur Windows"; a program by its own name."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    if browser is None:
        program = re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0][:40]
        return f"Programme {program}" if program and program != "Mozilla" else "Navigateur inconnu"
    return f"{browser} sur {system}" if system else browser


def browser_label(user_agent: str) -> str:
    """The same for our letters: "" unless all of it is our own words, since strangers choose what programs say."""
    label = device_label(user_agent)
    return label if label.partition(" sur ")[0] in {name for _, name in _BROWSERS} else ""


def _signature(secret: str, name: str) -> str:
    return hmac.digest(secret.encode(), f"device:{name}".encode(), hashlib.sha256).hex()[:32]
