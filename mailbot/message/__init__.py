"""A mail as a value: `read_message` turns any bytes into a `MailMessage` and never raises."""

from mailbot.message.model import MailAddress, MailFile, MailMessage
from mailbot.message.read import read_message

__all__ = ["MailAddress", "MailFile", "MailMessage", "read_message"]
