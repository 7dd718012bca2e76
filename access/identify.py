"""From a proven address, or a letter's token, to a viewer. Only `mailbot.sender` proves addresses."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tortoise import timezone
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from access.tokens import Purpose, verify
from access.viewer import ANONYMOUS, Viewer, load_viewer, viewer_of
from errors import NotFound
from models import (
    Affiliation,
    AttachmentStatus,
    CalendarFeed,
    Channel,
    ConversationMessage,
    MemberStatus,
    Person,
    PersonOldAddress,
    SupplierAttachment,
)
from models.prepared import Prepared
from settings import Settings

_OLD_ADDRESS = Prepared(lambda address: PersonOldAddress.filter(address=address).limit(1))


def _by_login(email: str, address: str) -> QuerySet[Person]:
    # An address that was somebody else's may be theirs still: whoever has it now signs in to be known.
    old = PersonOldAddress.filter(address=address).values("address")
    return Person.filter(Q(email=email, active=True), ~Q(email__in=Subquery(old)))


_BY_LOGIN = Prepared(_by_login)


def _affiliations_by_login(email: str, address: str) -> QuerySet[Affiliation]:
    old = PersonOldAddress.filter(address=address).values("address")
    theirs = Affiliation.filter(Q(person__email=email, person__active=True), ~Q(person__email__in=Subquery(old)))
    return theirs.select_related("person", "member").order_by("id")


_AFFILIATIONS = Prepared(_affiliations_by_login)


async def viewer_of_address(address: str, *, mail_id: int | None = None) -> Viewer | None:
    """Who has this address as their login, acting by mail; None when nobody has."""
    if not _may_be_login(address):
        return None
    if affiliations := await _AFFILIATIONS(address.lower(), address.lower()):
        viewer = viewer_of(affiliations[0].person, affiliations)
    elif person := await _person_of(address):  # who acts for no company
        viewer = viewer_of(person, ())
    else:
        return None
    return dataclasses.replace(viewer, channel=Channel.MAIL, mail_id=mail_id)


async def login_of(address: str) -> int | None:
    """The id of the active person whose login this address is, now and with no doubt."""
    person = await _person_of(address)
    return person.id if person else None


async def _person_of(address: str) -> Person | None:
    return await _BY_LOGIN.first(address.lower(), address.lower()) if _may_be_login(address) else None


def _may_be_login(address: str) -> bool:
    # RFC 5321, 4.5.3.1.3. Beyond ASCII, lower case makes other letters of some: the Kelvin sign becomes a k.
    return len(address) <= 254 and address.isascii()


async def is_old_address(address: str) -> bool:
    """Whether it was somebody's login: nobody is known by it any more."""
    return len(address) <= 254 and await _OLD_ADDRESS.first(address.lower()) is not None


async def answered_message(settings: Settings, token: str, address: str) -> int | None:
    """The message of ours that a mail from this address replies to, where that proves who wrote; else None.

    The token stands in the Reply-To of one letter. So whoever has it reads the mailbox that the letter went to, which
    must be the login of the person whom it was written to, then as now. It proves nothing after `reply_days`.
    """
    message_id = verify(settings.secret_key, Purpose.REPLY, token)
    message = await ConversationMessage.get_or_none(id=message_id) if message_id else None
    if message is None or message.recipient_id is None or message.recipient_address.lower() != address.lower():
        return None
    if message.at < timezone.now() - dt.timedelta(days=settings.reply_days):
        return None
    return message.id if await login_of(address) == message.recipient_id else None


class LinkEnded(NotFound):
    """The token is ours and has done its work: its request is decided or cancelled, or (None) the letter is too old."""

    def __init__(self, status: AttachmentStatus | None) -> None:
        why = "the letter is too old" if status is None else f"the request is {status}"
        super().__init__(f"this link has ended: {why}")
        self.status = status


async def supplier_viewer(
    settings: Settings, token: str, asker: Viewer = ANONYMOUS, *, purpose: Purpose = Purpose.ATTACHMENT_DECISION
) -> Viewer:
    """The supplier that holds the letter with this token; it comes by mail if `asker` does. Raises `NotFound`.

    `purpose`: the letter's link, or its reply address, which proves less: whoever is in copy of a reply reads it.
    A letter is worth something while the supplier has to decide, and `letter_days` at most: then `LinkEnded`.
    """
    attachment_id = verify(settings.secret_key, purpose, token)
    attachment = None if attachment_id is None else await SupplierAttachment.get_or_none(id=attachment_id)
    if attachment is None:
        raise NotFound("this link is not one of ours, or it was cut in half; open it again from the letter")
    if attachment.status != AttachmentStatus.SENT:
        raise LinkEnded(attachment.status)
    # Nothing changes a request while the supplier has it: this is when the letter was written.
    if attachment.updated_at < timezone.now() - dt.timedelta(days=settings.letter_days):
        raise LinkEnded(None)
    channel = Channel.MAIL if asker.channel is Channel.MAIL else Channel.LINK
    # The session that came along stays known, so that signing out in the same request still ends it.
    return Viewer(attachment_id=attachment_id, channel=channel, mail_id=asker.mail_id, session_id=asker.session_id)


async def calendar_viewer(settings: Settings, token: str) -> tuple[Viewer, int]:
    """Whoever made this calendar, as they are now, and the company that it is of. Raises `NotFound`.

    A calendar ends with its row, with the account of its maker, with their part in the company, and with the
    membership: it shows no more than they could see themselves.
    """
    feed_id = verify(settings.secret_key, Purpose.CALENDAR, token)
    feed = None if feed_id is None else await CalendarFeed.get_or_none(id=feed_id, revoked_at=None)
    viewer = None if feed is None else await load_viewer(feed.person_id, channel=Channel.LINK)
    if feed is None or viewer is None:
        raise NotFound("this calendar does not exist, or not any more; make a new one")
    active = {one.member_id for one in viewer.memberships if one.status == MemberStatus.MEMBER}
    if not (viewer.is_staff or feed.member_id in active):
        raise NotFound("this calendar does not exist, or not any more; make a new one")
    return viewer, feed.member_id
