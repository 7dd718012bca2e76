"""Somebody asks how to join, or to join: explained to anybody, done for whoever is proven and says all it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letters.parts import AnswerPart, HandedOver, SenderUnproven
from letters.people_parts import (
    AlreadyMember,
    ApplicationDataMissing,
    ApplicationMade,
    MembershipExplained,
    MissingData,
    RejoinAsked,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.operations import operation
from mailbot.understanding.applicant import Applicant, applicant_in, refuses, wants_to_join
from models.mail import InboundStatus
from schema.client import LocalClient

_LONGEST_MESSAGE = 2_000
# Which problem of the API is what we ask for.
_ASKED: Mapping[str, MissingData] = {
    "siret": "SIRET", "legalName": "LEGAL_NAME", "postcode": "PLACE", "city": "PLACE", "firstName": "NAME",
    "lastName": "NAME", "phone": "PHONE",
}  # fmt: skip


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Do what can be done, ask for exactly what is missing."""
    found = applicant_in(mail.texts, mail.message.from_addresses[0].name)
    if not mail.proof.proven:
        outcome = "Expéditeur non prouvé : adhésion expliquée, aucune demande enregistrée."
        parts = (MembershipExplained(), SenderUnproven())
        return Handled(InboundStatus.HANDED_OVER, outcome, parts, _findings(found))
    if mail.earlier_text and refuses(mail.message.new_text):
        return None
    known = _known_company(mail, found)
    if known is not None and known.status == "MEMBER":
        part = AlreadyMember(known.legal_name, known.siret)
        return Handled(InboundStatus.ANSWERED, f"{known.legal_name} est déjà adhérente.", (part,))
    if known is not None and known.status == "FORMER":
        outcome = f"{known.legal_name}, ancien adhérent, demande à revenir : le conseiller rouvre l’adhésion."
        return Handled(InboundStatus.HANDED_OVER, outcome, (RejoinAsked(known.legal_name, known.siret),))
    applicant = found.or_else(await _on_file(mail, client, known))
    missing = _missing(applicant)
    wished = bool(mail.earlier_text) or wants_to_join(f"{mail.message.subject}\n{mail.text}")
    if missing or not wished:
        return _asked(mail, applicant, missing)
    return await _apply(mail, client, applicant)


def _known_company(mail: Incoming, found: Applicant) -> Company | None:
    """The sender's company that it is about: the one of the SIRET, else the one that is furthest; None: a new one."""
    if found.siret:
        return next((one for one in mail.companies if one.siret == found.siret), None)
    order = ("MEMBER", "FORMER", "PROSPECT")
    return min(mail.companies, key=lambda one: order.index(one.status), default=None)


async def _on_file(mail: Incoming, client: LocalClient, company: Company | None) -> Applicant:
    """What we know of a sender with an access, and of their company when it is about that one."""
    if mail.viewer.person_id is None:
        return Applicant()
    viewer = (await client.run(operation("sender_details"), {}, mail.viewer))["viewer"]
    person, members = viewer["person"], viewer["members"]
    of_person = Applicant(
        first_name=person["firstName"] or "", last_name=person["lastName"] or "", phone=person["phone"] or ""
    )
    for member in members:
        if company is not None and member["siret"] == company.siret:
            return of_person.or_else(
                Applicant(
                    siret=member["siret"],
                    legal_name=member["legalName"],
                    postcode=member["postcode"] or "",
                    city=member["city"] or "",
                    phone=member["phone"] or "",
                )
            )
    return of_person


def _missing(applicant: Applicant) -> tuple[MissingData, ...]:
    checks: tuple[tuple[MissingData, bool], ...] = (
        ("SIRET", bool(applicant.siret)),
        ("LEGAL_NAME", bool(applicant.legal_name)),
        ("PLACE", bool(applicant.postcode)),
        ("NAME", bool(applicant.first_name and applicant.last_name)),
        ("PHONE", bool(applicant.phone)),
    )
    return tuple(name for name, there in checks if not there)


def _asked(mail: Incoming, applicant: Applicant, missing: tuple[MissingData, ...]) -> Handled:
    wrong = applicant.wrong_siret if "SIRET" in missing else ""
    question = ApplicationDataMissing(missing, wrong or None)
    parts: tuple[AnswerPart, ...] = (question,) if mail.earlier_text else (MembershipExplained(), question)
    outcome = "Adhésion expliquée ; il manque des données pour la demande." if missing else "Adhésion expliquée."
    return Handled(InboundStatus.ANSWERED, outcome, parts, _findings(applicant), asks=True)


async def _apply(mail: Incoming, client: LocalClient, applicant: Applicant) -> Handled:
    given = {
        "siret": applicant.siret,
        "legalName": applicant.legal_name,
        "postcode": applicant.postcode,
        "city": applicant.city,
        "firstName": applicant.first_name,
        "lastName": applicant.last_name,
        "phone": applicant.phone,
        "email": mail.message.from_addresses[0].address,
        # They ask us to; the answer says that it is kept, and how to take it back.
        "consent": True,
        "message": mail.message.new_text[:_LONGEST_MESSAGE],
    }
    data = await client.run(operation("apply_for_membership"), {"input": given}, mail.viewer)
    result: Mapping[str, Any] = data["applyForMembership"]
    match result["__typename"]:
        case "MembershipApplicationReceived":
            made = ApplicationMade(applicant.legal_name, applicant.siret, applicant.phone)
            outcome = f"Demande d’adhésion enregistrée pour {applicant.legal_name}."
            return Handled(InboundStatus.ANSWERED, outcome, (made,), _findings(applicant), changed=True)
        case "InvalidInput":
            problems = {_ASKED.get(error["field"]) for error in result["userErrors"]}
            wrong = tuple(name for name in dict.fromkeys(_ASKED.values()) if name in problems)
            if wrong:
                return _asked(mail, applicant, wrong)
    outcome = "La demande d’adhésion n’a pas pu être enregistrée : transmis au conseiller."
    return Handled(
        InboundStatus.HANDED_OVER, outcome, (HandedOver(about=("votre demande d’adhésion",)),), _findings(applicant)
    )


def _findings(applicant: Applicant) -> tuple[tuple[str, str], ...]:
    name = f"{applicant.first_name} {applicant.last_name}".strip()
    place = f"{applicant.postcode} {applicant.city}".strip()
    wrong = f"{applicant.wrong_siret} (invalide)" if applicant.wrong_siret and not applicant.siret else ""
    lines = (
        ("SIRET", applicant.siret or wrong),
        ("Raison sociale", applicant.legal_name),
        ("Ville", place),
        ("Nom", name),
        ("Téléphone", applicant.phone),
    )
    return tuple((label, value) for label, value in lines if value)
