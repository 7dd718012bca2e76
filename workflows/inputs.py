"""What people give us, checked: problems are values with the field, a code for programs and French for people."""

from __future__ import annotations

from dataclasses import dataclass

from access.viewer import Viewer
from errors import BadInput
from models import Member
from models.siret import format_siret, parse_siret


@dataclass(frozen=True)
class InputProblem:
    """One problem of one input field."""

    field: str
    code: str
    message: str


class InputError(Exception):
    """Raised while checking; the workflow turns it into its `Invalid` outcome."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = InputProblem(field, code, message)


async def chosen_member(viewer: Viewer, siret: str | None) -> Member:
    """The company that a request is for: the one named, or the viewer's only one. Raises `InputError`."""
    if siret is None or not siret.strip():
        return await _only_member(viewer)
    try:
        number = parse_siret(siret)
    except BadInput:
        raise InputError(
            "siret", "INVALID", f"« {siret[:40]} » n’est pas un numéro de SIRET valide (14 chiffres)."
        ) from None
    member = await Member.get_or_none(siret=number).select_related("advisor")
    # A company of somebody else does not exist for you: the answer is the same.
    if member is None or not (viewer.is_staff or member.id in viewer.member_ids):
        raise InputError("siret", "NOT_YOURS", f"Le SIRET {format_siret(number)} n’est pas celui de votre entreprise.")
    return member


async def _only_member(viewer: Viewer) -> Member:
    if len(viewer.member_ids) != 1:
        names = ", ".join(f"{m.legal_name} ({format_siret(m.siret)})" for m in viewer.memberships)
        raise InputError(
            "siret", "REQUIRED", f"Indiquez le SIRET de l’entreprise concernée{': ' + names if names else '.'}"
        )
    return await Member.get(id=viewer.member_ids[0]).select_related("advisor")
