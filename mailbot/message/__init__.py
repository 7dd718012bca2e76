"""A mail as a value: `read.read_message` turns any bytes into a `MailMessage` and never raises.

Foreign mails are read in processes apart (`apart`); nobody else needs what reads them.
"""

from mailbot.message.model import TOO_MANY_HEADERS, MailAddress, MailFile, MailMessage

__all__ = ["TOO_MANY_HEADERS", "MailAddress", "MailFile", "MailMessage"]
