"""Every setting of the product: one typed object, read from the environment once, all problems told at once."""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from errors import ConfigurationError

PREFIX = "CENTRALE_"
Tls = Literal["none", "starttls", "tls"]
Documents = Literal["any", "trusted"]


def setting(default: Any, doc: str, *, secret: bool = False) -> Any:
    """A field of `Settings`: its default and what an operator reads about it in `.env.example`."""
    return dataclasses.field(default=default, metadata={"doc": doc, "secret": secret}, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings, named `CENTRALE_<FIELD>` in the environment. Unknown `CENTRALE_` names are errors."""

    # The group
    group_name: str = setting("HA+PME", "Name of the purchasing group, as members know it.")
    group_phone: str = setting("01 30 57 36 65", "Phone number of the group, written as in the letters.")
    join_path: str = setting("/adherer", "Page that explains how to join, below the public URL.")
    service_hours: str = setting(
        "Mon-Fri 09:00-12:00 14:00-18:00",
        "When somebody answers, in Paris: days, then periods; several groups of days are set apart by `;`. Public "
        "holidays of France are closed.",
    )
    contact_address: str = setting("contact@centrale.test", "The watched address; answers come from it.")
    # The web
    host: str = setting("127.0.0.1", "Address to listen on.")
    port: int = setting(8000, "Port to listen on; 0 takes a free one.")
    trusted_proxies: str = setting(
        "",
        "Addresses or networks of our reverse proxies, comma-separated, whose X-Forwarded-For and -Proto are believed; "
        "empty: nobody's are.",
    )
    public_url: str = setting("http://127.0.0.1:8000", "Base of every link in letters; never taken from a request.")
    secret_key: str = setting("", "Signs links and reply addresses; at least 32 characters. Required.", secret=True)
    letter_days: int = setting(90, "How long a supplier can decide by the link of our letter, in days.")
    thread_days: int = setting(
        180,
        "How long a reply finds its conversation by the address of our mail alone, in days; then it opens a new one, "
        "unless its sender takes part and it names our mail.",
    )
    mail_tag: str = setting("[HA + PME]", "What subjects of letters about somebody's access begin with.")
    reset_minutes: int = setting(60, "How long the link to a new password works, in minutes, 60 at most.")
    activation_days: int = setting(7, "How long the link of a new access or an invitation works, in days.")
    attestation_days: int = setting(90, "How long an attestation of membership holds, in days.")
    session_days: int = setting(14, "How long a sign-in lasts, in days.")
    public_documents: Documents = setting(
        "any", "Which GraphQL documents are served without a session: any, or trusted ones only (docs/api.md)."
    )
    member_documents: Documents = setting("any", "The same for signed-in people who aren't of the group.")
    trusted_documents: str = setting(
        "",
        "Files with trusted documents of front ends elsewhere, comma-separated; JSON as @graphql-codegen's "
        "persisted-documents.json. Our own front end's operations and the examples are always trusted.",
    )
    public_budget: int = setting(
        300_000,
        "What one network may ask for in a minute without a session, in values of answers (docs/limits.md); "
        "for each process.",
    )
    signed_in_budget: int = setting(1_200_000, "The same for each signed-in person.")
    request_seconds: int = setting(30, "How long a client may take to send a request, in seconds.")
    max_request_bytes: int = setting(1_000_000, "Largest accepted HTTP request body or WebSocket message, in bytes.")
    max_sockets: int = setting(2_000, "Most open WebSockets of one process; further ones are told to try again later.")
    metrics_token: str = setting(
        "",
        "Opens GET /metrics as `Authorization: Bearer …`, 16 characters or more; empty: there is no such page.",
        secret=True,
    )
    # The database
    database_url: str = setting(
        "sqlite:///var/centrale.sqlite3", "sqlite:///path, or postgresql://user:password@host:port/name.", secret=True
    )
    query_seconds: int = setting(10, "Longest time that one query may take, in seconds; then it is given up.")
    database_pool: int = setting(20, "Most connections to PostgreSQL that one process holds.")
    # Incoming mail
    imap_host: str = setting("", "IMAP server of the watched mailbox; empty: no mail is watched.")
    imap_port: int = setting(993, "IMAP port.")
    imap_user: str = setting("", "IMAP user.")
    imap_password: str = setting("", "IMAP password.", secret=True)
    imap_tls: bool = setting(True, "TLS from the first byte (port 993). Off only for a server on this machine.")
    imap_mailbox: str = setting("INBOX", "Folder to watch.")
    imap_processed: str = setting("Processed", "Folder that stored mails are moved to.")
    imap_poll_seconds: int = setting(60, "How often the folder is looked at even when IDLE is silent.")
    authserv_id: str = setting(
        "", "Name by which our own mail server signs Authentication-Results; empty: no sender is ever proven."
    )
    max_mail_bytes: int = setting(10_000_000, "A larger mail is not read but handed to an advisor, in bytes.")
    reply_days: int = setting(30, "How long a reply to a letter of ours proves who wrote it, in days.")
    confirmation_days: int = setting(7, "How long the link to confirm a mail as one's own works, in days.")
    mail_attempts: int = setting(5, "How often a mail is tried before it is set aside for an operator.")
    mail_seconds: int = setting(60, "Longest time that one mail may take, in seconds.")
    # Outgoing mail
    smtp_host: str = setting("", "SMTP server for outgoing mail; empty: letters wait in the outbox.")
    smtp_port: int = setting(587, "SMTP port.")
    smtp_user: str = setting("", "SMTP user; empty: no authentication.")
    smtp_password: str = setting("", "SMTP password.", secret=True)
    smtp_tls: Tls = setting("starttls", "none, starttls or tls.")
    answers_per_thread_hour: int = setting(1, "Most automatic answers in one conversation with one sender, an hour.")
    acknowledgements_per_hour: int = setting(
        1, "Past this many automatic answers to one sender an hour, none that only says that the mail has come."
    )
    answers_per_sender_day: int = setting(20, "Most automatic answers to one sender, a day.")
    answers_per_hour: int = setting(
        2_000, "Circuit breaker: past this many automatic answers an hour, advisors answer."
    )
    answers_unproven_hour: int = setting(60, "The same for senders who aren't proven, who may be anybody's victims.")
    digest_per_minute: int = setting(
        300, "Letters of the digest a minute at most, so that other mail needn't wait behind them."
    )
    # Audits
    max_audit_file_bytes: int = setting(10_000_000, "Largest file that is taken for an audit, in bytes.")
    max_audit_files: int = setting(500, "Most files of one audit.")
    # How long data is kept (docs/privacy.md)
    keep_mail_days: int = setting(1095, "Mails, in and out, in days; what proves a mandate goes on in the archive.")
    keep_prospect_days: int = setting(1095, "People of companies that never joined, after the last contact, in days.")
    keep_digest_days: int = setting(90, "Sent digests, in days.")
    keep_journal_days: int = setting(365, "The journal of who did and saw what, in days.")
    keep_sessions_days: int = setting(90, "Sessions that have ended, in days.")
    keep_audit_days: int = setting(1095, "Audits with their files, after they were validated or cancelled, in days.")
    # Conversations
    chat_notice_minutes: int = setting(
        5, "How long an answer in the chat waits to be read before it goes by mail too, in minutes."
    )
    # The demo
    demo: bool = setting(False, "Embedded mail servers, the demo group and one-click sign-in. Never in production.")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read `CENTRALE_*` from the environment and, behind it, from the file `.env`.

        Raises `ConfigurationError` that names every wrong, missing or unknown setting.
        """
        env = dotenv(Path(".env")) | dict(os.environ) if env is None else env
        given = {name.removeprefix(PREFIX).lower(): text for name, text in env.items() if name.startswith(PREFIX)}
        hints = get_type_hints(cls)
        problems = [f"{PREFIX}{name.upper()} is not a setting" for name in sorted(given.keys() - hints.keys())]
        values: dict[str, Any] = {}
        for name in sorted(given.keys() & hints.keys()):
            try:
                values[name] = _parse(hints[name], given[name])
            except ValueError as error:
                problems.append(f"{PREFIX}{name.upper()}={given[name]!r}: expected {error}")
        settings = cls(**values)
        problems += settings.problems()
        if problems:
            raise ConfigurationError("Wrong settings:\n" + "\n".join(f"  - {problem}" for problem in problems))
        return settings

    def problems(self) -> list[str]:
        """What doesn't hold together, each in a sentence."""
        checks = [
            (len(self.secret_key) >= 32, "SECRET_KEY must have at least 32 characters, as from `openssl rand -hex 32`"),
            (self.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")),
             "DATABASE_URL must start with sqlite:/// or postgresql://"),
            (self.public_url.startswith(("http://", "https://")), "PUBLIC_URL must start with http:// or https://"),
            (not self.public_url.endswith("/"), "PUBLIC_URL must not end with a slash"),
            (self.contact_address.count("@") == 1, "CONTACT_ADDRESS must be one e-mail address"),
            (_SERVICE_HOURS.fullmatch(self.service_hours) is not None,
             "SERVICE_HOURS must be like Mon-Fri 09:00-12:00 14:00-18:00; Sat 09:00-12:00"),
            (not self.metrics_token or len(self.metrics_token) >= 16,
             "METRICS_TOKEN must have at least 16 characters, as from `openssl rand -hex 16`"),
            (1 <= self.reset_minutes <= 60, "RESET_MINUTES must be between 1 and 60"),
            (0 <= self.port <= 65535, "PORT must be between 0 and 65535"),
            (not self.imap_host or bool(self.imap_user), "IMAP_USER is needed with IMAP_HOST"),
        ]  # fmt: skip
        checks.append(
            (self.database_pool >= 4, "DATABASE_POOL must be at least 4: two are kept for watching and waking")
        )
        checks.append((
            all(map(_is_network, filter(None, self.trusted_proxies.split(",")))),
            "TRUSTED_PROXIES must be addresses or networks such as 10.0.0.5,10.1.0.0/24",
        ))  # fmt: skip
        most = min(self.public_budget, self.signed_in_budget)
        checks.append((most >= 100_000, "PUBLIC_BUDGET and SIGNED_IN_BUDGET must be 100000 or more: one answer's most"))
        checks += self._open_doors()
        checks += [(getattr(self, name) > 0, f"{name.upper()} must be more than 0") for name in _POSITIVE]
        return [PREFIX + text for holds, text in checks if not holds]

    def _open_doors(self) -> list[tuple[bool, str]]:
        """What an operator must not leave open by mistake."""
        here = (urlsplit(self.public_url).hostname or "") in _THIS_MACHINE
        said = "the DEMO signs anybody in as anybody"
        return [
            (not self.demo or self.host in _THIS_MACHINE, f"HOST must be 127.0.0.1: {said}"),
            (not self.demo or here, f"PUBLIC_URL must be of this machine: {said}"),
            (here or not self.public_url.startswith("http://"),
             "PUBLIC_URL must start with https:// but on this machine: sessions and links would go in clear"),
            (self.imap_tls or not self.imap_host or self.imap_host in _THIS_MACHINE,
             "IMAP_TLS must be yes but on this machine: the password would go in clear"),
            (self.smtp_tls != "none" or not self.smtp_user or self.smtp_host in _THIS_MACHINE,
             "SMTP_TLS must be starttls or tls but on this machine: the password would go in clear"),
        ]  # fmt: skip

    @property
    def join_url(self) -> str:
        """Where to join the group."""
        return self.public_url + self.join_path


_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_PERIODS = rf"{_DAY}(?:-{_DAY})?(?: [0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d)+"
_SERVICE_HOURS = re.compile(rf"{_PERIODS}(?:; *{_PERIODS})*")
_POSITIVE = (
    "activation_days",
    "answers_per_hour",
    "answers_unproven_hour",
    "answers_per_sender_day",
    "attestation_days",
    "confirmation_days",
    "chat_notice_minutes",
    "digest_per_minute",
    "imap_poll_seconds",
    "keep_audit_days",
    "keep_digest_days",
    "keep_journal_days",
    "keep_mail_days",
    "keep_prospect_days",
    "keep_sessions_days",
    "letter_days",
    "mail_attempts",
    "mail_seconds",
    "max_audit_file_bytes",
    "max_audit_files",
    "max_mail_bytes",
    "max_request_bytes",
    "max_sockets",
    "query_seconds",
    "reply_days",
    "request_seconds",
    "session_days",
    "thread_days",
)


def _parse(hint: Any, text: str) -> Any:
    parsers: dict[Any, Callable[[str], Any]] = {str: str, int: _integer, bool: _boolean}
    if get_origin(hint) is Literal:
        if text not in get_args(hint):
            raise ValueError(" or ".join(get_args(hint)))
        return text
    return parsers[hint](text)


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number") from None


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text.strip())
    except ValueError:
        return False
    return True


def _boolean(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError("yes or no") from None


def dotenv(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a file, none when it isn't there. Values stand as they are, without quotes."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def env_example() -> str:
    """The text of `.env.example`: every setting with its default and its explanation."""
    lines = ["# Every setting with its default. Copy to .env and change what differs.", ""]
    for field in dataclasses.fields(Settings):
        default: Any = field.default
        value = ("no", "yes")[default] if isinstance(default, bool) else default
        lines += [f"# {field.metadata['doc']}", f"{PREFIX}{field.name.upper()}={value}", ""]
    return "\n".join(lines)
