"""A member asks to have accounts attached to the group's terms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from letters.parts import (
    AccountOpeningNeeded,
    AgencyCard,
    AnswerPart,
    AttachmentAlreadyActive,
    AttachmentAlreadyRequested,
    AttachmentNoted,
    AttachmentSent,
    CompanyChoice,
    CompanyNotYours,
    CompanyNumberInvalid,
    DiscountCode,
    HandedOver,
    MembershipNeeded,
    SenderUnproven,
    SupplierMissing,
    SupplierUnknown,
    WhichCompany,
    WhichSupplier,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.operations import operation
from mailbot.requests.companies import company_meant
from mailbot.requests.membership import standing
from mailbot.requests.which import which_supplier
from mailbot.understanding.attachment_request import (
    AttachmentUnderstanding,
    Missing,
    SupplierRequest,
)
from mailbot.understanding.bare_account import bare_account
from models.mail import InboundStatus
from models.mail_kinds import MailKind
from models.siret import CompanyNumberKind
from schema.client import LocalClient

_NUMBERS = {
    CompanyNumberKind.SIRET: "SIRET",
    CompanyNumberKind.SIREN: "SIREN",
    CompanyNumberKind.VAT: "Numéro de TVA",
}
# Parts that ask something: the reply continues the request.
_QUESTIONS = (
    WhichSupplier,
    SupplierMissing,
    SupplierUnknown,
    CompanyNumberInvalid,
    CompanyNotYours,
    WhichCompany,
    AccountOpeningNeeded,
)
_CHANGES = (AttachmentSent, AttachmentNoted, AccountOpeningNeeded)


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Do what can be done, ask for what is missing, in one answer."""
    found = mail.reading.attachment
    if found is None:
        return None
    if mail.settled.confirmed or (mail.earlier_text and mail.directory.find(mail.message.new_text)):
        # The name that we didn't know is answered by one that we do.
        found = dataclasses.replace(found, unknown_suppliers=())
    found = _with_account(found, mail)
    findings = findings_of(found)
    if not mail.proof.proven:
        return Handled(
            InboundStatus.HANDED_OVER,
            "Expéditeur non prouvé : rien n’a été changé ni communiqué.",
            (SenderUnproven(),),
            findings,
        )
    if _account_is_anybodys(found, mail) or found.held:
        asked = [SupplierUnknown(name) for name in found.unknown_suppliers]
        return _handled(tuple(asked) or (HandedOver(about=("votre demande de rattachement",)),), findings)
    siret = _siret(found, mail)
    if found.unsure:
        which = which_supplier(mail) or HandedOver()
        return _handled((which,) if isinstance(siret, str | None) else (which, siret), findings)
    if not isinstance(siret, str | None):
        return _handled((siret,), findings)
    parts = [await _request(client, mail, request, siret) for request in found.suppliers if request.supplier]
    return _handled((*_flat(parts), *_questions(found)), findings)


def _handled(parts: tuple[AnswerPart, ...], findings: tuple[tuple[str, str], ...]) -> Handled:
    parts = tuple(dict.fromkeys(parts)) or (HandedOver(),)
    human = any(isinstance(part, HandedOver | AttachmentNoted) for part in parts)
    return Handled(
        InboundStatus.HANDED_OVER if human else InboundStatus.ANSWERED,
        " ".join(dict.fromkeys(_told(part) for part in parts)),
        parts,
        findings,
        changed=any(isinstance(part, _CHANGES) for part in parts),
        asks=any(isinstance(part, _QUESTIONS) for part in parts),
    )


def _with_account(found: AttachmentUnderstanding, mail: Incoming) -> AttachmentUnderstanding:
    """With the number alone that answers our question for the account at the one supplier there is talk of."""
    if MailKind.SUPPLIER_ATTACHMENT not in mail.asked or len(found.suppliers) != 1 or found.unknown_suppliers:
        return found
    (request,) = found.suppliers
    account = None if request.account_candidates or not request.supplier else bare_account(mail.message.new_text)
    if account is None:
        return found
    told = dataclasses.replace(request, account_number=account, has_account=True, account_candidates=(account,))
    return dataclasses.replace(found, suppliers=(told,))


def _account_is_anybodys(found: AttachmentUnderstanding, mail: Incoming) -> bool:
    """A reply with a bare account number, when there was talk of several suppliers: which one's it is, is a guess."""
    if not mail.earlier_text or len(found.suppliers) < 2:
        return False
    accounts = [account for request in found.suppliers for account in request.account_candidates]
    if mail.settled.confirmed:  # what they wrote before stands beside its name
        written = "".join(mail.message.new_text.split())
        accounts = [account for account in accounts if account in written]
    return bool(accounts) and not mail.directory.find(mail.message.new_text)


def _siret(found: AttachmentUnderstanding, mail: Incoming) -> str | AnswerPart | None:
    """The company meant: its SIRET, the question to ask back, or None where nobody's is named and there is none."""
    number = found.company_number
    if number is not None and Missing.SIRET_INVALID in found.missing:
        return CompanyNumberInvalid(number.as_written)
    meant = company_meant(mail)
    if isinstance(meant, Company):
        return meant.siret
    if meant is None and number is not None and number.kind is CompanyNumberKind.SIRET:
        return number.value  # of a sender without a company: the API says what may be done for it
    return meant


def _questions(found: AttachmentUnderstanding) -> list[AnswerPart]:
    """One precise question for each thing that keeps a request from being carried out."""
    questions: list[AnswerPart] = [
        WhichSupplier(r.mention.as_written, tuple(entry.name for entry in r.mention.candidates))
        for r in found.suppliers
        if r.supplier is None
    ]
    questions += [SupplierUnknown(name) for name in found.unknown_suppliers]
    if not found.suppliers and not found.unknown_suppliers:
        questions.append(SupplierMissing())
    return questions


async def _request(
    client: LocalClient, mail: Incoming, request: SupplierRequest, siret: str | None
) -> tuple[AnswerPart, ...]:
    assert request.supplier is not None  # noqa: S101 - the caller left the ambiguous ones out
    if request.guessed:
        # Asked once; a supplier that may be another one isn't told the account.
        again = HandedOver(about=(f"votre demande de rattachement chez {request.supplier.name}",))
        return (again if mail.earlier_text else WhichSupplier(request.mention.as_written, (request.supplier.name,)),)
    if len(request.account_candidates) > 1 and request.account_number is None:
        return (HandedOver(about=(f"votre demande de rattachement chez {request.supplier.name}",)),)
    variables = {
        "input": {
            "supplierId": request.supplier.id,
            "siret": siret,
            "accountNumber": request.account_number,
        }
    }
    data = await client.run(operation("request_attachment"), variables, mail.viewer)
    result = data["requestSupplierAttachment"]
    return _parts(result, mail, request, siret, await _code(client, mail, result, siret))


async def _code(
    client: LocalClient, mail: Incoming, result: Mapping[str, Any], siret: str | None
) -> DiscountCode | None:
    """The code that the member quotes when it opens its account at a car-rental company, revealed as the sender."""
    attachment = result.get("supplierAttachment")
    if result["__typename"] != "SupplierAccountNeeded" or not attachment or not attachment["supplier"]["carRental"]:
        return None
    given = {"supplierId": attachment["supplier"]["id"], "siret": siret}
    found = (await client.run(operation("reveal_code"), {"input": given}, mail.viewer))["revealCarRentalCode"]
    return DiscountCode(found["label"], found["value"]) if found["__typename"] == "CarRentalCodeRevealed" else None


def _parts(
    result: Mapping[str, Any],
    mail: Incoming,
    request: SupplierRequest,
    siret: str | None,
    code: DiscountCode | None,
) -> tuple[AnswerPart, ...]:
    """What the API answered, as the parts of a letter: every union member has its own.

    `siret` is of the company that it was asked for: it is one of the sender's wherever something was done.
    """
    name = request.supplier.name if request.supplier else request.mention.as_written
    attachment = result.get("supplierAttachment")
    match result["__typename"]:
        case "SupplierAttachmentSent":
            assert attachment is not None  # noqa: S101 - non-null in the schema
            return (AttachmentSent(name, attachment["accountNumber"], siret or ""),)
        case "SupplierAttachmentNoted":
            assert attachment is not None  # noqa: S101
            return (AttachmentNoted(name, attachment["accountNumber"], siret or ""),)
        case "SupplierAccountNeeded":
            assert attachment is not None  # noqa: S101
            return (_opening(name, attachment, siret or "", code),)
        case "SupplierAttachmentPending":
            assert attachment is not None  # noqa: S101
            since = dt.datetime.fromisoformat(attachment["createdAt"]).date()
            pending = AttachmentAlreadyRequested(name, since, attachment["accountNumber"])
            # Not sent although we know the account: the supplier has no address for it, a human goes on.
            return (
                (pending,)
                if attachment["status"] == "SENT"
                else (pending, HandedOver(about=(f"la suite de votre rattachement chez {name}",)))
            )
        case "SupplierAttachmentActive":
            return (AttachmentAlreadyActive(name),)
        case "AccessRestricted":
            return (MembershipNeeded(name, standing(mail)),)
        case _:
            return tuple(_invalid(error, mail, request.account_number, siret) for error in result["userErrors"])


def _opening(name: str, attachment: Mapping[str, Any], siret: str, code: DiscountCode | None) -> AccountOpeningNeeded:
    supplier = attachment["supplier"]
    agencies = [
        AgencyCard(agency["name"], agency["contactName"], agency["phone"], agency["email"], agency["city"])
        for agency in supplier["agencies"].get("nodes", ())
    ]
    return AccountOpeningNeeded(name, siret, tuple(agencies), code)


def _invalid(error: Mapping[str, str], mail: Incoming, account: str | None, siret: str | None) -> AnswerPart:
    match error["field"], error["code"]:
        case "siret", "NOT_YOURS":
            return CompanyNotYours(siret or "")
        case "siret", "REQUIRED" if mail.companies:
            return WhichCompany(tuple(CompanyChoice(c.legal_name, c.siret) for c in mail.companies))
        case "siret", _:
            return CompanyNumberInvalid(siret or "")
        case _:
            return HandedOver(about=("votre demande de rattachement",))


def findings_of(found: AttachmentUnderstanding) -> tuple[tuple[str, str], ...]:
    """What was understood, as label and value, in French."""
    lines: list[tuple[str, str]] = []
    for request in found.suppliers:
        names = " ou ".join(entry.name for entry in request.mention.candidates)
        lines.append(("Fournisseur", f"{names} (« {request.mention.as_written} »)"))
        if request.account_number:
            lines.append(("Numéro de compte", request.account_number))
    lines += [("Fournisseur inconnu", name) for name in found.unknown_suppliers]
    if found.company_number is not None:
        suffix = "" if found.company_number.valid else " (invalide)"
        lines.append((_NUMBERS[found.company_number.kind], found.company_number.as_written + suffix))
    return tuple(lines)


def _told(part: AnswerPart) -> str:
    """One sentence for the advisor."""
    match part:
        case AttachmentNoted(supplier, account, _):
            return f"Compte {account} noté ; {supplier} ne reçoit pas nos lettres, le conseiller le contacte."
        case AttachmentSent(supplier, account, _):
            return f"Demande envoyée à {supplier} pour le compte {account}."
        case AccountOpeningNeeded(supplier):
            return f"Demande notée chez {supplier} ; ouverture de compte expliquée."
        case AttachmentAlreadyRequested(supplier):
            return f"Déjà demandé chez {supplier}."
        case AttachmentAlreadyActive(supplier):
            return f"Déjà rattaché chez {supplier}."
        case MembershipNeeded():
            return "Réservé aux adhérents : adhésion proposée, rien n’a été communiqué."
        case HandedOver():
            return "Transmis au conseiller."
        case _:
            return "Question posée en retour."


def _flat(parts: list[tuple[AnswerPart, ...]]) -> list[AnswerPart]:
    return [part for group in parts for part in group]
