"""Logs are lines of JSON, and nobody stands in them."""

from __future__ import annotations

import json
import logging

import pytest

from jobs.logs import Lines, without_people


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("550 5.1.1 <zoe@pme.test>: user unknown", "550 5.1.1 <(address)>: user unknown"),
        ("to=luc.d'or+x@sous.pme.test, gone", "to=(address), gone"),
        ("duplicate key\nDETAIL:  Key (last_name)=(Éclair) already exists.", "duplicate key\nDETAIL: (masked)"),
        ("mail 17 failed (attempt 2)", "mail 17 failed (attempt 2)"),
        ("invalid input for query argument $2: 'Je suis Zoé' (str)", "invalid input for query argument $2: (masked)"),
        ("Variable '$input' got invalid value 'Zoé, rue X' at 'a'.", "Variable '$input' got invalid value (masked)"),
        ("no: Zoé 06 12 34 56 78.", "no: Zoé (telephone)."),
        ("2026-11-23T10:05:06.123+00:00 took 0.1234567890 s", "2026-11-23T10:05:06.123+00:00 took 0.1234567890 s"),
    ],
)
def test_addresses_and_rows_are_masked(text: str, masked: str) -> None:
    assert without_people(text) == masked


def test_a_line_is_an_object_with_the_traceback_masked_too() -> None:
    try:
        raise ValueError("no such user: zoe@pme.test")
    except ValueError as error:
        record = logging.LogRecord("mailbot", logging.ERROR, "", 1, "mail %s for %s", (7, "zoe@pme.test"), None)
        record.exc_info = (ValueError, error, error.__traceback__)
    text = Lines().format(record)
    line = json.loads(text)
    assert "\n" not in text
    assert "zoe" not in text
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "mailbot", "mail 7 for (address)")
    assert line["error"].endswith("ValueError: no such user: (address)")


def test_hostile_text_costs_nothing() -> None:
    assert without_people("a" * 100_000 + "@" * 1_000)
