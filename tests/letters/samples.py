"""One sample, or more where wording branches, of every letter and of every part of an answer."""

from __future__ import annotations

import datetime
from dataclasses import replace

from letters.faq_parts import FaqAnswered
from letters.members import (
    AdvisorChanged,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationReceived,
    AttachmentEndedLetter,
    MembershipChanged,
)
from letters.parts import (
    AccountOpeningNeeded,
    AdvisorTold,
    AgencyCard,
    AnswerPart,
    AttachmentAlreadyActive,
    AttachmentAlreadyRequested,
    AttachmentNoted,
    AttachmentSent,
    CompanyChoice,
    CompanyNotYours,
    CompanyNumberInvalid,
    ConfirmSender,
    DiscountCode,
    HandedOver,
    MembershipNeeded,
    SenderUnproven,
    SupplierMissing,
    SupplierUnknown,
    WhichCompany,
    WhichSupplier,
    WrittenByStaff,
)
from letters.staffing_parts import StaffingFormula
from letters.values import (
    AdvisorCard,
    AdvisorReply,
    AnswerLetter,
    AttachmentCancelledLetter,
    AttachmentDecided,
    ContactReceipt,
    DataErased,
    GroupCard,
    Letter,
    SupplierAttachmentLetter,
)
from tests.letters.account_samples import account_letters
from tests.letters.audit_samples import audit_letters
from tests.letters.digest_samples import digest_letters
from tests.letters.people_samples import PEOPLE_PARTS
from tests.letters.staffing_samples import STAFFING_PARTS
from tests.letters.terms_samples import TERMS_PARTS

SIRET = "73282932000074"
OTHER_SIRET = "40483304800022"
GROUP = GroupCard(
    name="HA+PME",
    phone="01 30 57 36 65",
    hours="du lundi au vendredi, de 9 h à 12 h et de 14 h à 18 h",
    contact_address="contact@centrale.test",
    web_url="https://www.centrale.test/espace",
    join_url="https://www.centrale.test/adherer",
)
ADVISOR = AdvisorCard("Claire Morvan", "02 40 11 22 33", "claire.morvan@centrale.test")
CDP = DiscountCode("code CDP", "8412077")
NANTES = AgencyCard("Nantes Gare", "Julie Perrin", "02 40 44 55 66", "nantes@locazur.example", "Nantes")
RENNES = AgencyCard("Rennes Sud", None, "+33299112233", None, "Rennes")
LYON = AgencyCard("Lyon Part-Dieu")

SUPPLIER_LETTER = SupplierAttachmentLetter(
    supplier="Loc’Azur",
    member_name="Menuiserie Le Goff",
    siret=SIRET,
    postcode="44000",
    city="Nantes",
    account_number="LA-204518",
    requested_by="Yann Le Goff",
    decision_url="https://www.centrale.test/rattachements/decision?jeton=eyJhIjoxN30.cXVlbHF1ZS1zaWduYXR1cmU-_x&v=1",
    advisor=ADVISOR,
    group=GROUP,
)
CANCELLED = AttachmentCancelledLetter(
    supplier="Loc’Azur",
    member_name="Menuiserie Le Goff",
    siret=SIRET,
    account_number="LA-204518",
    sent_on=datetime.date(2026, 11, 23),
    advisor=ADVISOR,
    group=GROUP,
)
ACCEPTED = AttachmentDecided(
    greeting_name="Yann Le Goff",
    supplier="Loc’Azur",
    accepted=True,
    member_name="Menuiserie Le Goff",
    siret=SIRET,
    account_number="LA-204518",
    discount_code=CDP,
    advisor=ADVISOR,
    group=GROUP,
)
REFUSED = replace(ACCEPTED, accepted=False, reason="Ce compte est fermé depuis 2024.")
REPLY = AdvisorReply(
    subject="Facture de septembre",
    text="Bonjour Monsieur Le Goff,\n\nVotre facture est conforme\u00a0: voyez www.locazur.example/factures.\n"
    "Je reste à votre disposition.\n\nBien à vous,",
    notice=False,
    in_web=True,
    advisor=ADVISOR,
    group=GROUP,
)
RECEIPT = ContactReceipt(group=GROUP)

ENDED = AttachmentEndedLetter(
    supplier="Loc’Azur",
    member_name="Menuiserie Le Goff",
    siret=SIRET,
    account_number="LA-204518",
    ended_on=datetime.date(2026, 11, 23),
    advisor=ADVISOR,
    group=GROUP,
)
BEGAN = MembershipChanged(
    greeting_name="Yann Le Goff",
    member_name="Menuiserie Le Goff",
    siret=SIRET,
    change="BEGAN",
    day=datetime.date(2026, 11, 23),
    advisor=ADVISOR,
    group=GROUP,
)
NEW_ADVISOR = AdvisorChanged(
    greeting_name="Yann Le Goff",
    member_name="Menuiserie Le Goff",
    previous="Paul Évrard",
    advisor=ADVISOR,
    group=GROUP,
)

APPLIED = ApplicationReceived(siret=SIRET, group=GROUP)
WELCOME = ApplicationAccepted(
    greeting_name="Nina Neuf",
    member_name="Atelier Neuf",
    siret=SIRET,
    is_member=True,
    message="Au plaisir de vous rencontrer au salon.\nClaire",
    access_url="https://www.centrale.test/acces/mot-de-passe/Zm9vYmFy-_0",
    access_days="7",
    advisor=ADVISOR,
    group=GROUP,
)
DECLINED = ApplicationDeclined(
    greeting_name="Nina Neuf",
    siret=SIRET,
    message="Votre activité n’entre pas encore dans nos accords.",
    advisor=ADVISOR,
    group=GROUP,
)

PARTS: tuple[AnswerPart, ...] = (
    AttachmentSent("Loc’Azur", "LA-204518", SIRET),
    AttachmentNoted("Intérim Soleil", "IS-7741", SIRET),
    AccountOpeningNeeded("Loc’Azur", SIRET, (NANTES, RENNES, LYON), CDP),
    AccountOpeningNeeded("Papeterie du Port", SIRET, (NANTES,)),
    AccountOpeningNeeded("Papeterie du Port", SIRET),
    AccountOpeningNeeded("Loc’Azur", SIRET, (NANTES, RENNES), CDP, again=True),
    AccountOpeningNeeded("Papeterie du Port", SIRET, again=True),
    AttachmentSent("Loc’Azur", "LA-204518", SIRET, again=True),
    AttachmentAlreadyRequested("Loc’Azur", datetime.date(2026, 11, 1), "LA-204518"),
    AttachmentAlreadyRequested("Loc’Azur", datetime.date(2026, 11, 23)),
    AttachmentAlreadyActive("Loc’Azur"),
    MembershipNeeded("Loc’Azur", "PROSPECT"),
    MembershipNeeded("Loc’Azur", "FORMER"),
    MembershipNeeded(None, "UNKNOWN"),
    WhichSupplier("azur", ("Loc’Azur", "Azur Intérim")),
    WhichSupplier(None, ("Loc’Azur", "Papeterie du Port", "Azur Intérim")),
    SupplierMissing(),
    SupplierUnknown("Locazzur & fils"),
    CompanyNumberInvalid("732 829 320 00075"),
    CompanyNotYours(OTHER_SIRET),
    WhichCompany((CompanyChoice("Menuiserie Le Goff", SIRET), CompanyChoice("Le Goff Agencement", OTHER_SIRET))),
    SenderUnproven(),
    HandedOver("la facture de septembre"),
    HandedOver(),
    HandedOver(about=("votre demande d’audit", "votre demande de rappel")),
    HandedOver(perhaps=True),
    WrittenByStaff(),
    AdvisorTold("Menuiserie Le Goff", "Claire Morvan", "02 40 11 22 33", "claire.morvan@centrale.test"),
    *PEOPLE_PARTS,
    *STAFFING_PARTS,
    *TERMS_PARTS,
    ConfirmSender("https://www.centrale.test/acces/courrier/412-abcdefghijklmnopqrstuvwxyz", "7"),
    FaqAnswered(
        "Où trouver mon numéro d’adhérent\u00a0?",
        "numero-adherent",
        "Votre numéro est votre SIRET.\n\n1. Il est sur vos factures.\n– Écrivez à contact@centrale.test.",
    ),
)


def answer(*parts: AnswerPart, subject: str = "Rattachement compte location") -> AnswerLetter:
    """An answer to a member; an unproven sender is a stranger."""
    stranger = all(isinstance(part, SenderUnproven | ConfirmSender | StaffingFormula) for part in parts)
    return AnswerLetter(
        greeting_name=None if stranger else "Yann Le Goff",
        original_subject="" if stranger else subject,
        parts=parts,
        unproven=stranger,
        advisor=None if stranger else ADVISOR,
        group=GROUP,
    )


SEVERAL = answer(*(p for p in PARTS if not isinstance(p, SenderUnproven | ConfirmSender) and p not in PEOPLE_PARTS))
TYPICAL = answer(PARTS[0], PARTS[3], PARTS[14], PARTS[22])
ANSWERS = {f"answer-{i:02}-{type(part).__name__}": answer(part) for i, part in enumerate(PARTS)}
LETTERS: dict[str, Letter] = {
    "supplier-attachment": SUPPLIER_LETTER,
    "supplier-attachment-bare": replace(SUPPLIER_LETTER, postcode=None, city=None, advisor=None),
    "attachment-cancelled": CANCELLED,
    "attachment-accepted": ACCEPTED,
    "attachment-refused": REFUSED,
    "attachment-refused-bare": replace(REFUSED, reason=None, greeting_name=None, advisor=replace(ADVISOR, phone=None)),
    "data-erased": DataErased(group=GROUP),
    "advisor-reply": REPLY,
    "advisor-reply-notice": replace(REPLY, notice=True, advisor=replace(ADVISOR, phone=None)),
    "advisor-reply-stranger": replace(REPLY, in_web=False, advisor=None),
    "contact-receipt": RECEIPT,
    "attachment-ended": ENDED,
    "attachment-ended-bare": replace(ENDED, advisor=None),
    "membership-began": BEGAN,
    "membership-ends": replace(BEGAN, change="ENDS", day=datetime.date(2027, 1, 1)),
    "membership-ended": replace(BEGAN, change="ENDED", advisor=None),
    "membership-goes-on": replace(BEGAN, change="GOES_ON", greeting_name=None),
    "advisor-changed": NEW_ADVISOR,
    "advisor-changed-bare": replace(
        NEW_ADVISOR, previous=None, greeting_name=None, advisor=replace(ADVISOR, phone=None)
    ),
    "application-received": APPLIED,
    "application-accepted": WELCOME,
    "application-accepted-known": replace(WELCOME, access_url=None, message="", advisor=None),
    "application-accepted-prospect": replace(WELCOME, is_member=False),
    "application-declined": DECLINED,
    "application-declined-bare": replace(DECLINED, message="", advisor=None),
    **ANSWERS,
    **account_letters(GROUP, ADVISOR),
    **audit_letters(GROUP, ADVISOR),
    **digest_letters(GROUP, ADVISOR),
    "answer-several": SEVERAL,
    "answer-several-people": answer(*PEOPLE_PARTS[::2]),
    "answer-other-people": answer(*PEOPLE_PARTS[1::2]),
    "answer-typical": TYPICAL,
    "answer-stranger": replace(answer(HandedOver()), greeting_name=None, advisor=None, original_subject=""),
}
