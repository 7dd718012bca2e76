"""What people give us, checked: problems are values with the field, a code for programs and French for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

from tortoise.queryset import QuerySet

from access.viewer import Viewer
from errors import BadInput
from models import Member
from models.prepared import Prepared
from models.siret import format_siret, parse_siret


class InputCode(StrEnum):
    """What is wrong with a field, for programs; `schema/outcomes.py` says what each means."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    NOT_YOURS = "NOT_YOURS"
    CONFLICT = "CONFLICT"
    TOO_MANY = "TOO_MANY"


@dataclass(frozen=True)
class InputProblem:
    """One problem of one input field."""

    field: str
    code: InputCode
    message: str


class InputError(Exception):
    """One problem, raised while checking; `Problems` collects them for the workflow's `Invalid` outcome."""

    def __init__(self, field: str, code: InputCode, message: str) -> None:
        super().__init__(message)
        self.problem = InputProblem(field, code, message)


class Problems:
    """Everything that is wrong with an input, so that people mend it in one go.

    problems = Problems()
    with problems:
        member = await chosen_member(viewer, siret)
    with problems:
        supplier = await _supplier(supplier_id)
    if problems.found:
        return Invalid(problems.found)
    """

    def __init__(self) -> None:
        self.found: tuple[InputProblem, ...] = ()

    def add(self, field: str, code: InputCode, message: str) -> None:
        """Note a problem."""
        self.found += (InputProblem(field, code, message),)

    def __enter__(self) -> None:
        """Check one thing: an `InputError` in the block is noted and ends the block, not the checking."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if isinstance(error, InputError):
            self.found += (error.problem,)
            return True
        return False


def _by_siret(siret: str) -> QuerySet[Member]:
    return Member.filter(siret=siret).select_related("advisor")


def _by_id(id_: int) -> QuerySet[Member]:
    return Member.filter(id=id_).select_related("advisor")


_BY_SIRET, _BY_ID = Prepared(_by_siret), Prepared(_by_id)
_LOCKED_BY_SIRET = Prepared(lambda siret: _by_siret(siret).select_for_update(of=("member",)))
_LOCKED_BY_ID = Prepared(lambda id_: _by_id(id_).select_for_update(of=("member",)))


async def chosen_member(viewer: Viewer, siret: str | None, *, lock: bool = False) -> Member:
    """The company that a request is for: the one named, or the viewer's only one. Raises `InputError`.

    `lock`: as it is until the transaction ends, and nobody else changes it till then.
    """
    if siret is None or not siret.strip():
        return await _only_member(viewer, lock=lock)
    try:
        number = parse_siret(siret)
    except BadInput:
        raise InputError(
            "siret", InputCode.INVALID, f"« {siret[:40]} » n’est pas un numéro de SIRET valide (14 chiffres)."
        ) from None
    member = await (_LOCKED_BY_SIRET if lock else _BY_SIRET).first(number)
    # A company of somebody else does not exist for you: the answer is the same.
    if member is None or not (viewer.is_staff or member.id in viewer.member_ids):
        raise InputError(
            "siret", InputCode.NOT_YOURS, f"Le SIRET {format_siret(number)} n’est pas celui de votre entreprise."
        )
    return member


async def _only_member(viewer: Viewer, *, lock: bool) -> Member:
    if len(viewer.member_ids) != 1:
        names = ", ".join(f"{m.legal_name} ({format_siret(m.siret)})" for m in viewer.memberships)
        raise InputError(
            "siret", InputCode.REQUIRED, f"Indiquez le SIRET de l’entreprise concernée{': ' + names if names else '.'}"
        )
    (member,) = await (_LOCKED_BY_ID if lock else _BY_ID)(viewer.member_ids[0])
    return member
