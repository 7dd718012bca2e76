"""A private Dovecot 2.3: IMAP and IMAPS to read, LMTP to deliver; any user, one password."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import smtplib
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.private_servers.process import PrivateServer, find_program, free_port, listens

_CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = /dev/stderr
instance_name = {instance}
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_chars =
auth_failure_delay = 0
auth_cache_size = 0
mail_location = maildir:{base}/mail/%Lu
mail_fsync = never
mail_max_userip_connections = 100
first_valid_uid = 1
first_valid_gid = 1
recipient_delimiter = +
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%Lu allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
# Mode 0 switches off that a wrong password slows down everyone who comes from the same address.
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class PrivateDovecot(PrivateServer):
    """`lmtp_port` takes mail for anybody, contact+anything@ goes to contact@; `certificate` signs 127.0.0.1."""

    password = "secret"

    def __init__(self) -> None:
        self._dovecot = find_program("dovecot", "/usr/sbin/dovecot")
        find_program("dovecot's imap", "/usr/lib/dovecot/imap")
        find_program("dovecot's lmtp", "/usr/lib/dovecot/lmtp")
        openssl = find_program("openssl")
        super().__init__("dovecot")
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.certificate = self.base / "cert.pem"
        self._config = self.base / "dovecot.conf"
        self._make_certificate(openssl)
        self._configure()

    def _make_certificate(self, openssl: str) -> None:
        command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        command += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        command += ["-keyout", str(self.base / "key.pem"), "-out", str(self.certificate)]
        subprocess.run(command, check=True, capture_output=True)

    def _configure(self) -> None:
        # Dovecot refuses to deliver as root; user "mail" is there on every Debian.
        owner = pwd.getpwnam("mail") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        mine = pwd.getpwuid(os.geteuid()).pw_name
        for folder in ("run", "state", "mail"):
            (self.base / folder).mkdir()
        shutil.chown(self.base / "mail", owner.pw_uid, owner.pw_gid)
        as_root = os.geteuid() == 0
        text = _CONFIG.format(
            base=self.base,
            instance=self.base.name,
            internal_user="dovecot" if as_root else mine,
            internal_group="dovecot" if as_root else grp.getgrgid(os.getegid()).gr_name,
            login_user="dovenull" if as_root else mine,
            password=self.password,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            lmtp_port=self.lmtp_port,
        )
        self._config.write_text(text)

    def _command(self) -> Sequence[str]:
        return [self._dovecot, "-F", "-c", str(self._config)]

    def _ready(self) -> bool:
        return listens(self.imap_port) and listens(self.lmtp_port)

    def deliver(self, user: str, *mails: bytes, sender: str = "outside@pme.test") -> None:
        """Puts mails into `user`'s INBOX, as an MTA would over LMTP."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            for mail in mails:
                lmtp.sendmail(sender, [user], mail)

    def change_uidvalidity(self, user: str, value: int) -> None:
        """Renumbers `user`'s INBOX, as a restored backup or a moved server does."""
        doveadm = ["doveadm", "-c", str(self._config), "mailbox", "update", "--uid-validity", str(value)]
        subprocess.run([*doveadm, "-u", user, "INBOX"], check=True, capture_output=True)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The mails of a folder as they lie on the disk, in the order of arrival."""
        place = self.base / "mail" / user.lower()
        place = place if folder == "INBOX" else place / f".{folder}"
        files = [file for box in ("new", "cur") for file in (place / box).glob("*")]
        return [file.read_bytes() for file in sorted(files, key=_arrival)]


def _arrival(file: Path) -> tuple[int, str]:
    return file.stat().st_mtime_ns, file.name
