"""What comes due by itself: snoozes that end, and answers in the chat that nobody has read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise import timezone
from tortoise.transactions import in_transaction

from access.viewer import ANONYMOUS
from jobs.events import Events, Signal
from jobs.leases import finish, worker_name
from jobs.runner import Runner
from jobs.tasks import beside
from models import (
    Conversation,
    ConversationMessage,
    ConversationNotice,
    ConversationStatus,
    NoticeStatus,
)
from settings import Settings
from workflows.conversations import letters, state
from workflows.conversations.replies import takes_part

BACK = "La conversation est revenue dans la file, comme prévu."


class Clock:
    """Two runners, of conversations and of notices; any number of processes may have them."""

    def __init__(self, settings: Settings, events: Events, *, worker: str | None = None) -> None:
        self._settings = settings
        worker = worker or worker_name()
        # Woken by the clock alone: whatever else happens to a conversation, no snooze ends earlier for it.
        self.snoozes = Runner(
            Conversation, (ConversationStatus.SNOOZED,), self.wake, Signal(), worker=worker, concurrency=1
        )
        self.notices = Runner(
            ConversationNotice, (NoticeStatus.WAITING,), self.notify, events.signal(ConversationNotice),
            worker=worker, concurrency=1,
        )  # fmt: skip

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block ends; what was claimed is given back then."""
        async with beside(self.snoozes.run(), self.notices.run()):
            yield

    async def wake(self, claimed: Conversation, worker: str) -> None:
        """A snooze ends: back into the queue, unless something else happened to it meanwhile."""
        async with in_transaction():
            conversation = await state.locked(claimed.id)
            assert conversation is not None  # noqa: S101 - it was claimed
            ends = conversation.snoozed_until
            again: dict[str, Any] = {}
            if conversation.status == ConversationStatus.SNOOZED and ends is not None:
                if ends <= timezone.now():
                    await state.wait_for_group(conversation, ANONYMOUS, BACK)
                else:  # snoozed anew since it was claimed
                    again = {"next_attempt_at": ends}
            await finish(conversation, worker, attempts=0, **again)

    async def notify(self, notice: ConversationNotice, worker: str) -> None:
        """An answer that wasn't read goes by mail too."""
        async with in_transaction():
            message = await ConversationMessage.get(id=notice.message_id)
            conversation = await state.locked(message.conversation_id)
            assert conversation is not None  # noqa: S101 - its message exists
            # Without an address it was erased meanwhile; and who has left the company since is told no more.
            unread = conversation.unread_by_contact and bool(message.recipient_address)
            if unread and message.recipient_id is not None:
                unread = await takes_part(conversation, message.recipient_id)
            if unread:
                await letters.answer(self._settings, conversation, message, notice=True)
            await finish(notice, worker, status=NoticeStatus.SENT if unread else NoticeStatus.DROPPED)
