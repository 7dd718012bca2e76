"""A member asks for the discount code of a car-rental company (code CDP)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letters.parts import (
    AnswerPart,
    HandedOver,
    MembershipNeeded,
    SenderUnproven,
    WhichSupplier,
)
from letters.people_parts import (
    CodeNotYet,
    DiscountCodeExplained,
    DiscountCodesTold,
    SupplierCode,
    WhichCarRental,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.operations import operation
from mailbot.requests.companies import company_meant
from mailbot.requests.membership import standing
from mailbot.requests.which import which_supplier
from mailbot.understanding.directory import SupplierMention
from mailbot.understanding.meant import suppliers_in
from models.mail import InboundStatus
from schema.client import LocalClient

_Findings = tuple[tuple[str, str], ...]


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Tell the codes that were asked for, as the sender; to others, what such a code is and how to have it."""
    if not mail.proof.proven:
        outcome = "Expéditeur non prouvé : aucun code n’a été communiqué."
        return Handled(InboundStatus.HANDED_OVER, outcome, (DiscountCodeExplained(), SenderUnproven()))
    if not mail.viewer.is_active_member:
        return _reserved(mail)
    rentals = await _rentals(mail, client)
    mentions = _mentions(mail)
    named, unclear = _named(mentions, rentals)
    unclear = unclear or which_supplier(mail, rentals)
    findings = tuple(("Fournisseur", rentals[id_]) for id_ in named)
    company = company_meant(mail)
    questions: list[AnswerPart] = [] if isinstance(company, Company) else [company or HandedOver()]
    if unclear is not None:
        questions.append(unclear)
    elif not named:
        others = [mention.candidates[0].name for mention in mentions if not mention.ambiguous]
        questions.append(WhichCarRental(tuple(rentals.values()), others[0] if others else None))
    if questions or not isinstance(company, Company):
        return _asked(tuple(questions), findings)
    results = {rentals[id_]: await _reveal(mail, client, id_, company) for id_ in named}
    return _told(mail, company, results, findings)


def _reserved(mail: Incoming, findings: _Findings = ()) -> Handled:
    outcome = "Réservé aux adhérents : adhésion proposée, aucun code n’a été communiqué."
    parts = (DiscountCodeExplained(), MembershipNeeded(None, standing(mail)))
    return Handled(InboundStatus.ANSWERED, outcome, parts, findings)


def _asked(parts: tuple[AnswerPart, ...], findings: _Findings) -> Handled:
    return Handled(InboundStatus.ANSWERED, "Question posée en retour.", parts, findings, asks=True)


async def _rentals(mail: Incoming, client: LocalClient) -> dict[str, str]:
    """The car-rental companies: id and name."""
    data = await client.run(operation("car_rentals"), {}, mail.viewer)
    return {node["id"]: node["name"] for node in data["suppliers"]["nodes"]}


def _mentions(mail: Incoming) -> list[SupplierMention]:
    """The suppliers that are asked for now; those of the earlier mails only when none is."""
    now = suppliers_in(mail.texts[0], mail.directory)[0] if mail.earlier_text else ()
    return list(now or mail.reading.suppliers)


def _named(mentions: list[SupplierMention], rentals: Mapping[str, str]) -> tuple[tuple[str, ...], WhichSupplier | None]:
    """The car-rental companies that are named, each once, and the question when a name may mean several of them."""
    named: list[str] = []
    for mention in mentions:
        candidates = [entry for entry in mention.candidates if entry.id in rentals]
        if len(candidates) > 1:
            return tuple(named), WhichSupplier(mention.as_written, tuple(entry.name for entry in candidates))
        named += [entry.id for entry in candidates]
    return tuple(dict.fromkeys(named)), None


async def _reveal(mail: Incoming, client: LocalClient, supplier_id: str, company: Company) -> Mapping[str, Any]:
    given = {"supplierId": supplier_id, "siret": company.siret}
    data = await client.run(operation("reveal_code"), {"input": given}, mail.viewer)
    found: Mapping[str, Any] = data["revealCarRentalCode"]
    return found


def _told(mail: Incoming, company: Company, results: Mapping[str, Mapping[str, Any]], findings: _Findings) -> Handled:
    """What the API answered: codes, or why there is none."""
    if any(result["__typename"] == "AccessRestricted" for result in results.values()):
        return _reserved(mail, findings)
    codes = tuple(
        SupplierCode(name, result["label"], result["value"], own=result["own"])
        for name, result in results.items()
        if result["__typename"] == "CarRentalCodeRevealed"
    )
    missing = [name for name, result in results.items() if result["__typename"] == "InvalidInput"]
    parts: list[AnswerPart] = [DiscountCodesTold(codes, company.siret)] if codes else []
    parts += [CodeNotYet(name) for name in missing]
    outcomes = [f"Code communiqué : {', '.join(code.supplier for code in codes)}."] if codes else []
    outcomes += [f"Pas encore de code chez {', '.join(missing)} : le conseiller le demande."] if missing else []
    status = InboundStatus.HANDED_OVER if missing else InboundStatus.ANSWERED
    return Handled(status, " ".join(outcomes), tuple(parts), findings)
