"""Discount codes of car-rental companies: told one at a time, and each time a line of the journal says to whom.

A member has a code of its own once the supplier has named one with its yes; until then the group's code counts.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from access.policy import Denial, Role, denial, may_reveal_code
from access.viewer import Viewer
from errors import BadInput, ErrorCode
from letters.parts import DiscountCode
from models import (
    AttachmentStatus,
    Channel,
    DiscountCodeType,
    JournalKind,
    Member,
    Person,
    Supplier,
    SupplierAttachment,
)
from models.discount_codes import CODE_FORMS, CODE_NAMES, is_of, normal_code, type_of
from workflows import journal
from workflows.inputs import InputCode, InputError, InputProblem, Problems, chosen_member


@dataclass(frozen=True)
class Revealed:
    """A code, to be quoted to the supplier. `own`: it is the member's, not the group's."""

    supplier: Supplier
    member: Member | None
    code: str
    type: DiscountCodeType
    own: bool

    @property
    def name(self) -> str:
        """What the supplier calls it: « code CDP »."""
        return CODE_NAMES[self.type]


@dataclass(frozen=True)
class Closed:
    """Reserved for active members."""

    denial: Denial


@dataclass(frozen=True)
class Unusable:
    """The request can't be used as it is; every problem at once."""

    problems: tuple[InputProblem, ...]


async def reveal(viewer: Viewer, *, supplier_id: int, siret: str | None) -> Revealed | Closed | Unusable:
    """Tell a code to the viewer. The group's people get a company's by its SIRET, and without one the group's."""
    refused = denial(viewer, Role.MEMBER)
    if refused is not None:
        return Closed(refused)
    problems, member, supplier = Problems(), None, None
    with problems:
        member = None if viewer.is_staff and not (siret or "").strip() else await chosen_member(viewer, siret)
    with problems:
        supplier = await _car_rental(supplier_id)
    if problems.found or supplier is None:
        return Unusable(problems.found)
    if member is not None and not may_reveal_code(viewer, member.id, member.status):
        return Closed(Denial(ErrorCode.FORBIDDEN, "Contenu réservé aux adhérents.", Role.MEMBER))
    async with in_transaction():
        found = await _code(supplier, member)
        if found is None:
            none = f"{supplier.name} n’a pas encore de code : votre conseiller peut le demander."
            return Unusable((InputProblem("supplierId", InputCode.NOT_FOUND, none),))
        await _write_down(viewer, found, viewer.person_id)
    return found


async def tell_by_letter(viewer: Viewer, attachment: SupplierAttachment, reader: Person) -> DiscountCode | None:
    """The code for a letter about this attachment, written down as told to its reader; None where there is none."""
    if not attachment.supplier.car_rental:
        return None
    found = await _code(attachment.supplier, attachment.member)
    if found is None:
        return None
    await _write_down(dataclasses.replace(viewer, channel=Channel.MAIL), found, reader.id)
    return DiscountCode(found.name, found.code)


def own_code(supplier: Supplier, text: str | None) -> str | None:
    """The member's own code as the supplier wrote it, checked; None for an empty one. Raises `InputError`."""
    if not (text or "").strip():
        return None
    if not supplier.car_rental:
        raise InputError("code", InputCode.INVALID, "Seul un loueur de véhicules donne un code de remise.")
    kind = supplier.code_type
    try:
        return normal_code(text or "", kind)
    except BadInput:
        expected = [CODE_FORMS[kind]] if kind else CODE_FORMS.values()
        raise InputError(
            "code", InputCode.INVALID, f"Ce code n’a pas la forme attendue : {', ou '.join(expected)}."
        ) from None


async def _code(supplier: Supplier, member: Member | None) -> Revealed | None:
    """The member's own code, else the group's."""
    own = None
    if member is not None:
        own = await SupplierAttachment.filter(
            member_id=member.id, supplier_id=supplier.id, status=AttachmentStatus.ACCEPTED, own_code__isnull=False
        ).first()
    code = own.own_code if own else supplier.cdp_code
    if code is None:
        return None
    kind = supplier.code_type
    if kind is None or not is_of(code, kind):
        kind = type_of(code) or DiscountCodeType.CONTRACT
    return Revealed(supplier, member, code, kind, own is not None)


async def _write_down(viewer: Viewer, found: Revealed, person_id: int | None) -> None:
    note = f"{found.name} {'de l’entreprise' if found.own else 'du groupe'}"
    member_id = found.member.id if found.member else None
    await journal.record(
        JournalKind.CODE_REVEALED,
        viewer,
        person_id=person_id,
        member_id=member_id,
        supplier_id=found.supplier.id,
        note=note,
    )


async def _car_rental(supplier_id: int) -> Supplier:
    supplier = await Supplier.get_or_none(id=supplier_id)
    if supplier is None:
        raise InputError("supplierId", InputCode.NOT_FOUND, "Ce fournisseur n’existe pas.")
    if not supplier.car_rental:
        raise InputError(
            "supplierId", InputCode.INVALID, f"{supplier.name} n’est pas un loueur de véhicules : il n’a pas de code."
        )
    return supplier
