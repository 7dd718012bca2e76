"""How long things are kept: each kind of data has its time, in the settings; a daily job ends what is over.

Sources: CNIL, durées de conservation (prospects: three years after the last contact; logs: six months to a year).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tortoise import timezone
from tortoise.expressions import Q, Subquery
from tortoise.transactions import in_transaction

from models import (
    AccessLink,
    Affiliation,
    Audit,
    AuditStatus,
    Conversation,
    ConversationMessage,
    InboundMail,
    InboundSource,
    InboundStatus,
    JournalEntry,
    LegalArchive,
    MatchAlias,
    MembershipApplication,
    MemberStatus,
    OutboundMail,
    OutboundStatus,
    Person,
    ResetRequest,
    Session,
    WaitingFor,
)
from settings import Settings
from workflows.privacy.erasure import chunks, erase_rows, forget
from workflows.privacy.holdings import HOLDINGS

_HOLDING = {holding.model: holding for holding in HOLDINGS}
# What still waits to be sent is kept; what was held back or has come back is no more.
_ENDED = ~Q(status__in=[OutboundStatus.QUEUED, OutboundStatus.SENDING])


async def end_what_is_over(settings: Settings, now: dt.datetime | None = None) -> dict[str, int]:
    """Erase what has been kept long enough; how much of each kind. Running it again changes nothing."""
    now = now or timezone.now()
    return {
        "letters to be forgotten": await _erase(OutboundMail, _ENDED & Q(forget=True) & ~Q(content=b"")),
        "incoming mails": await _mails_in(_before(now, settings.keep_mail_days)),
        "outgoing mails": await _erase(
            OutboundMail, _ENDED & Q(created_at__lt=_before(now, settings.keep_mail_days)) & ~Q(content=b"")
        ),
        "digests": await _delete(
            OutboundMail, _ENDED & Q(letter="DigestLetter", created_at__lt=_before(now, settings.keep_digest_days))
        ),
        "conversations": await _delete(
            Conversation,
            Q(last_message_at__lt=_before(now, settings.keep_mail_days)) & ~Q(waiting_for=WaitingFor.GROUP),
        ),
        "sessions": await _delete(Session, Q(expires_at__lt=_before(now, settings.keep_sessions_days))),
        "reset requests": await _delete(ResetRequest, Q(asked_at__lt=_before(now, settings.keep_sessions_days))),
        "links": await _delete(AccessLink, Q(expires_at__lt=_before(now, settings.keep_sessions_days))),
        "journal": await _delete(JournalEntry, Q(at__lt=_before(now, settings.keep_journal_days))),
        "legal archive": await _delete(LegalArchive, Q(keep_until__lt=now.date())),
        "applications": await _delete(
            MembershipApplication, Q(created_at__lt=_before(now, settings.keep_prospect_days))
        ),
        "audits": await _delete(Audit, _ended_audits(_before(now, settings.keep_audit_days))),
        "learned matches": await _delete(MatchAlias, _past_aliases(_before(now, settings.keep_audit_days))),
        "people out of touch": await _people(_before(now, settings.keep_prospect_days)),
    }


def _before(now: dt.datetime, days: int) -> dt.datetime:
    return now - dt.timedelta(days=days)


def _ended_audits(before: dt.datetime) -> Q:
    """Those that ended so long ago; whatever their age, open ones are somebody's work."""
    validated = Q(status=AuditStatus.VALIDATED, validated_at__lt=before)
    unread = Q(status=AuditStatus.FAILED, right_key=None, files_closed_at__lt=before)
    return validated | unread | Q(status=AuditStatus.CANCELLED, cancelled_at__lt=before)


def _past_aliases(before: dt.datetime) -> Q:
    """What was taught so long ago by an audit that is gone, or revoked so long ago: lines may name people."""
    return Q(revoked_at__lt=before) | Q(audit_id=None, decided_at__lt=before)


async def _erase(model: type[Any], rows: Q) -> int:
    ids: list[Any] = await model.filter(rows).values_list("id", flat=True)
    for some in chunks(ids):
        async with in_transaction():
            await erase_rows(_HOLDING[model], some)
    return len(ids)


async def _mails_in(before: dt.datetime) -> int:
    """Mails at their end, with their sources."""
    over = Q(received_at__lt=before) & ~Q(status=InboundStatus.RECEIVED)
    ids: list[Any] = await InboundMail.filter(over, source__id__isnull=False).values_list("id", flat=True)
    for some in chunks(ids):
        async with in_transaction():
            sources: list[Any] = await InboundSource.filter(mail_id__in=some).values_list("id", flat=True)
            await erase_rows(_HOLDING[InboundSource], sources)
            await erase_rows(_HOLDING[InboundMail], some)
    return len(ids)


async def _delete(model: type[Any], rows: Q) -> int:
    ids: list[Any] = await model.filter(rows).values_list("id", flat=True)
    for some in chunks(ids):
        await model.filter(pk__in=some).delete()
    return len(ids)


async def _people(before: dt.datetime) -> int:
    """Prospects' people with whom there was no contact for so long, and who act for no member."""
    wrote = InboundMail.filter(received_at__gte=before)
    said = ConversationMessage.filter(at__gte=before, author_id__isnull=False)
    candidates = Person.filter(
        ~Q(id__in=Subquery(Affiliation.exclude(member__status=MemberStatus.PROSPECT).values("person_id"))),
        ~Q(id__in=Subquery(Session.filter(created_at__gte=before).values("person_id"))),
        ~Q(id__in=Subquery(wrote.filter(person_id__isnull=False).values("person_id"))),
        ~Q(id__in=Subquery(said.values("author_id"))),
        ~Q(email__in=Subquery(wrote.values("from_address"))),
        created_at__lt=before,
        staff_role__isnull=True,
    )
    found = await candidates
    for person in found:
        async with in_transaction():
            await forget(person)
    return len(found)
