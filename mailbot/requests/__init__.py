"""One small module per kind of request, and which module takes which kind.

`handle(mail, client)` does what `mail.reading` says is asked, as the sender and through stored operations, and returns
what became of it; None when nothing can be done, so that a human answers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from mailbot.incoming import Handled, Incoming
from mailbot.requests import (
    audit,
    call_back,
    discount_code,
    email_change,
    forgotten_password,
    membership_application,
    question,
    staffing_cost,
    supplier_attachment,
    supplier_terms,
    unsolicited,
)
from mailbot.understanding.reading import UNSOLICITED
from models.mail_kinds import MailKind
from schema.client import LocalClient

Handler = Callable[[Incoming, LocalClient], Awaitable[Handled | None]]

HANDLERS: Mapping[MailKind, Handler] = MappingProxyType(
    {
        MailKind.SUPPLIER_ATTACHMENT: supplier_attachment.handle,
        MailKind.FORGOTTEN_PASSWORD: forgotten_password.handle,
        MailKind.EMAIL_CHANGE: email_change.handle,
        MailKind.DISCOUNT_CODE: discount_code.handle,
        MailKind.AUDIT: audit.handle,
        MailKind.CALL_BACK: call_back.handle,
        MailKind.MEMBERSHIP_APPLICATION: membership_application.handle,
        MailKind.QUESTION: question.handle,
        **dict.fromkeys(UNSOLICITED, unsolicited.handle),
        MailKind.STAFFING_COST: staffing_cost.handle,
        MailKind.SUPPLIER_TERMS: supplier_terms.handle,
    }
)
