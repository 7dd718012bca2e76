"""The parts of one answer in the order in which they are read: what was asked first, who it is for last, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from letters.french import listed
from letters.parts import (
    AccountOpeningNeeded,
    AnswerPart,
    AttachmentSent,
    ConfirmSender,
    HandedOver,
    MembershipNeeded,
    SenderUnproven,
    WhichCompany,
)
from letters.people_parts import ApplicationDataMissing, AuditOpened, AuditRightUsed
from letters.terms_parts import NearbyAgencies

# Why there is no more in the answer, and how to go on: said once, below all that it is about.
_LAST = (MembershipNeeded, SenderUnproven, ConfirmSender)
# What goes on with the part before it, and opens no point of its own.
_GOES_ON = (*_LAST, AuditOpened, AuditRightUsed, ApplicationDataMissing, NearbyAgencies, WhichCompany)


def arranged(parts: Sequence[AnswerPart]) -> tuple[AnswerPart, ...]:
    """Each part once: those that answer, then what a human answers, then what holds for the sender as a whole."""
    once = tuple(dict.fromkeys(parts))
    human = [part for part in once if isinstance(part, HandedOver)]
    joining = [part for part in once if isinstance(part, MembershipNeeded)]
    others = [part for part in once if isinstance(part, _LAST) and not isinstance(part, MembershipNeeded)]
    answers = [part for part in once if not isinstance(part, (HandedOver, *_LAST))]
    return (*_shortened(answers), *_together(human), *_joined(joining), *others)


def _shortened(parts: Sequence[AnswerPart]) -> Iterator[AnswerPart]:
    """What goes the same way for several suppliers is explained with the first of them."""
    explained = set[tuple[type, str]]()
    for part in parts:
        if isinstance(part, AttachmentSent | AccountOpeningNeeded):
            way = (type(part), part.siret)
            yield replace(part, again=way in explained)
            explained.add(way)
        else:
            yield part


def points(parts: Sequence[AnswerPart]) -> int:
    """How many things an answer speaks of: from two on each has its heading."""
    return sum(
        1 for part in parts if not (isinstance(part, _GOES_ON) or (isinstance(part, HandedOver) and part.perhaps))
    )


def _together(human: Sequence[HandedOver]) -> tuple[HandedOver, ...]:
    """One promise of a human's answer; a certain one says all that an uncertain one would."""
    certain = [part for part in human if not part.perhaps]
    if not certain:
        return tuple(human[:1])
    about = tuple(dict.fromkeys(name for part in certain for name in part.about))
    topic = next((part.topic_excerpt for part in certain if part.topic_excerpt), None)
    return (HandedOver(topic, about=about if all(part.about for part in certain) else ()),)


def _joined(joining: Sequence[MembershipNeeded]) -> tuple[MembershipNeeded, ...]:
    """One way to join, however many suppliers it is for."""
    names = [part.supplier for part in joining if part.supplier]
    return (MembershipNeeded(listed(names) or None, joining[0].status),) if joining else ()
