"""Putting right what the bot understood of a mail. Each correction is kept: the next understanding learns from them."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.transactions import in_transaction

from access.viewer import Viewer
from errors import BadInput
from jobs.events import publish
from models import MAIL_KIND_LABELS, InboundMail, MailKind, Supplier, UnderstandingCorrection, UnderstandingField
from models.siret import parse_siret
from workflows.conversations.state import clean
from workflows.inputs import InputCode, InputError
from workflows.outcomes import Invalid

Field = UnderstandingField
# Under which labels the bot writes what it found (mailbot/requests); the first is the one that a correction takes.
LABELS = {
    Field.KIND: ("Demande", "Demande incertaine"),
    Field.SUPPLIER: ("Fournisseur", "Fournisseur inconnu", "Réponse d’un fournisseur"),
    Field.ACCOUNT_NUMBER: ("Numéro de compte",),
    Field.SIRET: ("SIRET", "SIREN", "Numéro de TVA"),
}
FIELD_LABELS = {
    Field.KIND: "Demande",
    Field.SUPPLIER: "Fournisseur",
    Field.ACCOUNT_NUMBER: "Numéro de compte",
    Field.SIRET: "SIRET",
}


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is right. `value` is a kind's name, a supplier's id, an account number or a SIRET; None: nothing of it."""

    mail_id: int
    field: UnderstandingField
    value: str | None
    # Which finding is meant, where the bot found several.
    was: str | None = None


@dataclass(frozen=True)
class Corrected:
    """The mail as it is understood now."""

    mail: InboundMail
    correction: UnderstandingCorrection


async def correct(viewer: Viewer, asked: Correction) -> Corrected | Invalid:
    """Write down what is right, and show it from now on."""
    try:
        async with in_transaction():
            mail = await InboundMail.select_for_update().get_or_none(id=asked.mail_id)
            if mail is None:
                raise InputError("mailId", InputCode.NOT_FOUND, "Ce courrier n’existe pas.")
            kept, shown = await _right(asked)
            position = _finding(mail, asked)
            was = mail.understanding[position]["value"] if position is not None else None
            mail.understanding = _put_right(mail.understanding, position, LABELS[asked.field][0], shown)
            await mail.save(update_fields=["understanding"])
            correction = await UnderstandingCorrection.create(
                mail=mail, field=asked.field, was=was, corrected=kept, by_id=viewer.person_id
            )
            await publish(InboundMail, mail.id)
            return Corrected(mail, correction)
    except InputError as error:
        return Invalid((error.problem,))


async def _right(asked: Correction) -> tuple[str | None, str | None]:
    """What is kept for training, and what is shown. Raises `InputError`."""
    if asked.value is None:
        return None, None
    match asked.field:
        case Field.KIND:
            return asked.value, MAIL_KIND_LABELS[MailKind(asked.value)]
        case Field.SUPPLIER:
            supplier = await Supplier.get_or_none(id=int(asked.value))
            if supplier is None:
                raise InputError("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
            return supplier.code, supplier.name
        case Field.ACCOUNT_NUMBER:
            number = " ".join(clean(asked.value).split())
            if not 1 <= len(number) <= 64:
                raise InputError("accountNumber", InputCode.INVALID, "Un numéro de compte comporte de 1 à 64 signes.")
            return number, number
        case Field.SIRET:
            try:
                siret = parse_siret(asked.value)
            except BadInput:
                message = f"« {asked.value[:40]} » n’est pas un numéro de SIRET valide (14 chiffres)."
                raise InputError("siret", InputCode.INVALID, message) from None
            return siret, siret


def _finding(mail: InboundMail, asked: Correction) -> int | None:
    """The position of the finding that was wrong; None when the bot had found nothing of it. Raises `InputError`."""
    found = [number for number, one in enumerate(mail.understanding) if one["label"] in LABELS[asked.field]]
    if asked.was is not None:
        found = [number for number in found if mail.understanding[number]["value"] == asked.was]
        if not found:
            raise InputError("was", InputCode.NOT_FOUND, "Rien de tel n’a été compris de ce courrier.")
    if len(found) > 1:
        values = ", ".join(f"« {mail.understanding[number]['value']} »" for number in found)
        raise InputError("was", InputCode.REQUIRED, f"Indiquez ce qui est corrigé : {values}.")
    return found[0] if found else None


def _put_right(
    findings: list[dict[str, str]], position: int | None, label: str, shown: str | None
) -> list[dict[str, str]]:
    right = [] if shown is None else [{"label": label, "value": shown}]
    if position is None:
        return findings + right
    return findings[:position] + right + findings[position + 1 :]
