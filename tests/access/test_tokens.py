"""Signed tokens: what is ours comes back, anything else is nothing."""

from __future__ import annotations

import pytest

from access.tokens import Purpose, sign, verify

SECRET = "s" * 32
DECISION = Purpose.ATTACHMENT_DECISION
TOKEN = sign(SECRET, DECISION, 42)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("subject", [0, 1, 42, 10**12 - 1])
def test_what_is_signed_is_verified(purpose: Purpose, subject: int) -> None:
    token = sign(SECRET, purpose, subject)
    assert verify(SECRET, purpose, token) == subject
    assert sign(SECRET, purpose, subject) == token


@pytest.mark.parametrize("written", [TOKEN.upper(), TOKEN.title(), f" {TOKEN}\n"])
def test_mail_servers_may_fold_its_case(written: str) -> None:
    assert verify(SECRET, DECISION, written) == 42


def test_it_fits_into_the_local_part_of_an_address() -> None:
    """64 octets at most (RFC 5321 4.5.3.1.1), `contact+r` among them; letters, digits and a dash."""
    assert len("contact+r" + sign(SECRET, DECISION, 10**12 - 1)) <= 64
    assert TOKEN.replace("-", "").isalnum()
    assert TOKEN.isascii()


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not DECISION])
def test_another_purpose_is_worth_nothing(purpose: Purpose) -> None:
    assert verify(SECRET, purpose, TOKEN) is None


def test_another_secret_is_worth_nothing() -> None:
    assert verify(SECRET + "s", DECISION, TOKEN) is None


def test_every_character_counts() -> None:
    for place, character in enumerate(TOKEN):
        for other in "0a7-":
            if other != character:
                assert verify(SECRET, DECISION, TOKEN[:place] + other + TOKEN[place + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    ["", "-", "42", "42-", TOKEN[:-1], TOKEN + "a", TOKEN[2:], "-" + TOKEN, "0" + TOKEN, "٤٢" + TOKEN[2:],
     TOKEN.replace("-", "--"), TOKEN + "\n" + TOKEN, "9" * 5_000 + TOKEN],
)  # fmt: skip
def test_what_is_no_token(text: str) -> None:
    assert verify(SECRET, DECISION, text) is None
