"""What somebody who is no member is told: how to join, or how to show who they are."""

from __future__ import annotations

from letters.parts import AnswerPart, MembershipNeeded, MembershipStanding, SenderUnproven
from mailbot.incoming import Incoming


def standing(mail: Incoming) -> MembershipStanding:
    """Where the sender's companies stand with the group, as they may be told."""
    statuses = {company.status for company in mail.companies}
    if "PROSPECT" in statuses:
        return "PROSPECT"
    return "FORMER" if "FORMER" in statuses else "UNKNOWN"


def how_to_go_on(mail: Incoming) -> AnswerPart:
    """Behind what everybody may know: why there is no more of it in this answer."""
    return MembershipNeeded(None, standing(mail)) if mail.proof.proven else SenderUnproven()
