"""A private Postfix: our MX and the outside world in one; whatever it accepts ends in a Dovecot mailbox."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
from collections.abc import Sequence

from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.process import Missing, PrivateServer, find_program, free_port, listens

AUTHSERV_ID = "mx.centrale.test"
REFUSED = "inconnu@refus.test"
LATER = "plus-tard@refus.test"
# Below this domain there is nobody any more: mails are taken, and reports come back (RFC 3464).
GONE = "parti.test"

_MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = /dev/stdout
myhostname = {authserv_id}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
# Taken first, returned later: what a server does that learns only behind it who is gone.
smtpd_reject_unlisted_recipient = no
transport_maps = regexp:{base}/etc/transport
default_transport = lmtp:inet:127.0.0.1:{lmtp_port}
virtual_alias_maps =
recipient_delimiter = +
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access texthash:{base}/etc/recipients
header_checks = regexp:{base}/etc/header_checks
message_size_limit = 52428800
alias_maps =
alias_database =
local_recipient_maps =
smtputf8_enable = yes
in_flow_delay = 0
minimal_backoff_time = 2s
queue_run_delay = 2s
"""

# The second smtpd stands behind the milter that checked DMARC: what it wrote stays.
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{checked_port} inet n - n - - smtpd -o cleanup_service_name=checked
checked unix n - n - 0 cleanup -o header_checks=
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""

_QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace"


class PrivatePostfix(PrivateServer):
    """`port` is what the world connects to: it strips Authentication-Results that claim to be ours.

    Every address on earth is delivered to its own Dovecot mailbox, contact+token@ to contact@'s. `REFUSED` is
    answered with 550, `LATER` with 450, and mail to addresses below `GONE` comes back.
    """

    def __init__(self, dovecot: PrivateDovecot) -> None:
        self._master = find_program("postfix's master", "/usr/lib/postfix/sbin/master", "/usr/libexec/postfix/master")
        if os.geteuid() != 0:
            raise Missing("Postfix starts only as root")
        super().__init__("postfix")
        self._dovecot = dovecot
        self.port, self._checked_port = free_port(), free_port()
        self._environment = {"MAIL_CONFIG": str(self.base / "etc")}
        self._make_folders()
        self._configure()

    def _make_folders(self) -> None:
        postfix = pwd.getpwnam("postfix").pw_uid
        for folder in ("etc", "queue", "queue/pid", "data"):
            (self.base / folder).mkdir()
        for name in (*_QUEUES.split(), "maildrop", "public"):
            queue = self.base / "queue" / name
            queue.mkdir(mode=0o700 if name in _QUEUES.split() else 0o730)
            shutil.chown(queue, postfix)
        shutil.chown(self.base / "data", postfix)

    def _configure(self) -> None:
        values = {
            "base": self.base,
            "authserv_id": AUTHSERV_ID,
            "lmtp_port": self._dovecot.lmtp_port,
            "port": self.port,
            "checked_port": self._checked_port,
        }
        files = {
            "main.cf": _MAIN.format(**values),
            "master.cf": _MASTER.format(**values).lstrip(),
            "recipients": f"{REFUSED} 550 5.1.1 Adresse inconnue\n{LATER} 450 4.2.1 Revenez plus tard\n",
            "transport": f"/[.]{GONE.replace('.', '[.]')}$/ error:5.1.1 Adresse inconnue\n",
            "header_checks": f"/^Authentication-Results:.*{AUTHSERV_ID.replace('.', '[.]')}/ IGNORE\n",
        }
        for name, text in files.items():
            (self.base / "etc" / name).write_text(text)

    def _command(self) -> Sequence[str]:
        return [self._master, "-c", str(self.base / "etc"), "-s"]

    def _ready(self) -> bool:
        return listens(self.port) and listens(self._checked_port)

    def deliver(self, recipient: str, mail: bytes, *, sender: str, verdict: str | None = None) -> None:
        """Sends a mail as the outside world would.

        `verdict` (such as "dmarc=pass header.from=pme.test") is what our DMARC milter writes on top; None: it
        wrote nothing. The mail is under way when this returns, not yet in the mailbox.
        """
        if verdict is not None:
            mail = f"Authentication-Results: {AUTHSERV_ID}; {verdict}\r\n".encode() + mail
        port = self.port if verdict is None else self._checked_port
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail(sender, [recipient], mail)
