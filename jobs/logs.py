"""The log without personal data: a line is a JSON object, in which no address, telephone number or quoted value stands.

People are named in logs by the numbers of their rows. What other programs say (a mail server's refusal, a database's
complaint about a row) may quote addresses and values: they are masked in every message and every traceback.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re

_ADDRESS = re.compile(r"[^\s<>,;:()\"\\@\[\]{}=]{1,64}@[^\s<>,;:()\"'\\@\[\]{}=]{1,255}")
# PostgreSQL quotes the row that it refuses: "DETAIL:  Key (email)=(…) already exists."
_DETAIL = re.compile(r"DETAIL:[^\n]*")
# Its driver the value that has the wrong type, and GraphQL the input that doesn't fit: the words of a mail, perhaps.
_VALUE = re.compile(r"(?P<said>invalid input for query argument \$\d+:|got invalid value)[^\n]*")
_PHONE = re.compile(r"(?<![\w+.-])(?:(?:\+|00)33[ .-]?(?:\(0\))?[1-9]|0[1-9])(?:[ .-]?[0-9]{2}){4}(?![\w-])")


def without_people(text: str) -> str:
    """The text with e-mail addresses, telephone numbers, and rows and values that are quoted masked."""
    text = _VALUE.sub(r"\g<said> (masked)", _DETAIL.sub("DETAIL: (masked)", text))
    return _PHONE.sub("(telephone)", _ADDRESS.sub("(address)", text))


class Lines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, and `error` with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Called by logging."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({name: without_people(text) for name, text in line.items()}, ensure_ascii=False)


def log_to_stderr() -> None:
    """Log everything from INFO on, as lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
