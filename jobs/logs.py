"""The log without personal data: a line is a JSON object, in which no e-mail address and no quoted value stands.

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


def without_people(text: str) -> str:
    """The text with e-mail addresses and quoted rows masked."""
    return _DETAIL.sub("DETAIL: (masked)", _ADDRESS.sub("(address)", text))


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
