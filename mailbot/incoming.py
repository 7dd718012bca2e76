"""One mail on its way through the bot: what was read, who proved to have sent it, what is known of them."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field, replace

from access.viewer import Viewer
from letters.parts import AnswerPart, HandedOver
from letters.values import AdvisorCard
from mailbot.message import MailFile, MailMessage
from mailbot.sender import SenderProof
from mailbot.understanding.continuation import continued
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.phones import asks_for_call
from mailbot.understanding.polarity import refused
from mailbot.understanding.reading import UNSOLICITED, Reading, read_request
from mailbot.understanding.settled import Settled, settled_by
from models.mail import InboundStatus
from models.mail_kinds import MailKind

# Label of the finding that tells what a question of ours was about.
ASKED = "Réponse attendue"
# Label of the findings that tell which suppliers a question of ours offered.
OFFERED = "Fournisseur proposé"
# Nobody asks for something behind so many characters; looking further would hold up everybody else.
MOST_READ = 20_000


@dataclass(frozen=True)
class Company:
    """A company that the sender acts for."""

    id: int
    siret: str
    legal_name: str
    status: str
    advisor: AdvisorCard | None


@dataclass(frozen=True)
class Incoming:
    """What a request module sees. `viewer` is the public unless the sender is proven."""

    message: MailMessage
    proof: SenderProof
    viewer: Viewer
    companies: tuple[Company, ...]
    directory: SupplierDirectory
    # The same sender's earlier mail of this conversation to which we asked something back, or "".
    earlier_text: str = ""
    # The files of these earlier mails.
    earlier_files: tuple[MailFile, ...] = ()
    # Token of the supplier's letter that this mail replies to.
    letter_token: str | None = None
    # Token of the message of a conversation that it replies to.
    reply_token: str | None = None
    # What these questions were about: the reply goes on with that, whatever its few words look like.
    asked: tuple[MailKind, ...] = ()
    # The suppliers that we asked about, by name: which of them is it?
    offered: tuple[str, ...] = ()
    # It replies to an answer that the bot gave by itself: whoever isn't content with that gets a human.
    replies_to_answer: bool = False
    # A help desk or a list sent it: a human reads it, nothing is done, nobody is answered.
    from_desk: bool = False
    reading: Reading = field(default_factory=Reading)

    def read(self) -> Reading:
        """What it asks for. Takes some milliseconds."""
        message = self.message
        settled = self.settled
        reading = read_request(message.subject, self.text, message.files, self.directory, message.text, settled)
        if not self.asked:
            return reading
        new_text = self.message.new_text[:MOST_READ]
        now = read_request("", new_text, self.message.files, self.directory)
        alone = set(now.kinds)
        if alone & UNSOLICITED:  # somebody's absence answers our question
            return replace(reading, kinds=tuple(alone & UNSOLICITED))
        besides = (alone & set(reading.kinds)) - {MailKind.OTHER, *self.asked}
        if not asks_for_call(new_text):  # a bare telephone number is the answer, not another request
            besides.discard(MailKind.CALL_BACK)
        said_no = refused(self.asked, new_text)
        asked = (kind for kind in self.asked if kind not in said_no)
        kinds = (*asked, *(kind for kind in reading.kinds if kind in besides))
        # What was doubtful in the earlier mail was a human's to look at then.
        return replace(reading, kinds=kinds, doubtful=tuple(kind for kind in now.doubtful if kind not in kinds))

    @property
    def texts(self) -> tuple[str, str]:
        """What was written now, and what we had asked about."""
        return self.message.new_text[:MOST_READ], self.earlier_text[:MOST_READ]

    @property
    def own_addresses(self) -> frozenset[str]:
        """The addresses that the mail came from and went to."""
        return frozenset(one.address.lower() for one in (*self.message.from_addresses, *self.message.to))

    @property
    def text(self) -> str:
        """What was written now, and behind it what we had asked about."""
        return continued(*self.texts, self.directory, self.settled)

    @functools.cached_property
    def settled(self) -> Settled:
        """Which of the suppliers that we offered the sender confirms."""
        return settled_by(*self.texts, self.offered, self.directory) if self.offered else Settled()


def tag_of(message: MailMessage, contact: str, kind: str) -> str | None:
    """What stands behind `contact+r` in a recipient's address."""
    local, domain = contact.lower().split("@")
    recipients = [address.address for address in (*message.to, *message.cc)] + list(message.delivered_to)
    for address in recipients:
        name, _, host = address.lower().rpartition("@")
        if host == domain and name.startswith(f"{local}+{kind}"):
            return name.removeprefix(f"{local}+{kind}")
    return None


def is_addressed_to(message: MailMessage, contact: str) -> bool:
    """Whether To or Cc names our address, or one with a tag of ours."""
    local, domain = contact.lower().split("@")
    pairs = (one.address.lower().rpartition("@") for one in (*message.to, *message.cc))
    return any(host == domain and name.partition("+")[0] == local for name, _, host in pairs)


@dataclass(frozen=True)
class CallBack:
    """A call that the sender wishes for: the number, the wish in their words, and its bounds."""

    phone: str
    wish: str = ""
    earliest: dt.datetime | None = None
    latest: dt.datetime | None = None


@dataclass(frozen=True)
class Handled:
    """What became of a mail. `changed` tells whether something was done that the sender must hear of."""

    status: InboundStatus
    outcome: str
    parts: tuple[AnswerPart, ...] = ()
    findings: tuple[tuple[str, str], ...] = field(default=())
    changed: bool = False
    # What it sends or asks was there before, and the answer tells nothing else.
    nothing_new: bool = False
    # The answer asks something back: the reply to it continues this request.
    asks: bool = False
    # The supplier attachment that a supplier writes about, by its id.
    attachment_id: str | None = None
    # An answer that a human may send.
    suggestion: str | None = None
    # A supplier's plain yes or no is part of the attachment's history; everything else is said in a conversation.
    settled: bool = False
    # A call to be made: its conversation stands on top of the queue.
    call: CallBack | None = None

    @property
    def acknowledges(self) -> bool:
        """Whether the answer says no more than that the mail has come."""
        return self.nothing_new or all(isinstance(part, HandedOver) for part in self.parts)
