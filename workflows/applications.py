"""Applications for membership: received from anybody, accepted or declined by the group. Only here is their status set.

    (form) ──▶ PENDING ──accepted──▶ ACCEPTED, the company is there, the person may sign in
                       └─declined──▶ DECLINED

Whoever applies is told the same whether we know the company, the address, both or neither; only the advisor sees it.
Everything that is written is kept: the same form twice is one application, another text is another one, and all that
somebody sent about one company are decided together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from tortoise import timezone
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from access import limits
from access.throttling import Throttled, throttle
from access.viewer import Viewer
from jobs.events import publish
from models import (
    Affiliation,
    AffiliationRole,
    ApplicationStatus,
    Channel,
    JournalKind,
    Member,
    MembershipApplication,
    MemberStatus,
    Person,
)
from settings import Settings
from workflows import application_letters, company_data, members
from workflows.company_data import CompanyData
from workflows.inputs import InputCode, Problems
from workflows.journal import record
from workflows.outcomes import Invalid
from workflows.responsibility import advisor_for, responsible_advisor

LONGEST_TEXT = 2_000


@dataclass(frozen=True, kw_only=True)
class ApplicationForm:
    """What somebody wrote."""

    siret: str
    company: CompanyData
    first_name: str
    last_name: str
    email: str
    phone: str | None = None
    message: str | None = None
    consent: bool = False


@dataclass(frozen=True)
class Received:
    """It is kept, and an advisor will answer."""


@dataclass(frozen=True)
class Decided:
    """The application as it is now; the company and the person of an accepted one."""

    application: MembershipApplication
    member: Member | None = None
    person: Person | None = None


class _UndoneError(Exception):
    """Rolls back an acceptance that turns out to be impossible half way."""

    def __init__(self, outcome: Invalid) -> None:
        super().__init__(outcome.problems)
        self.outcome = outcome


async def apply(
    settings: Settings, viewer: Viewer, client: str, form: ApplicationForm
) -> Received | Invalid | Throttled:
    """A company asks to join. `client`: the network that it comes from."""
    checked = _checked(form)
    if isinstance(checked, Invalid):
        return checked
    key = _key(checked)
    if await MembershipApplication.exists(pending_key=key):
        return Received()
    # A mail comes from no network: its sender is counted.
    throttled = await throttle(settings, limits.APPLICATION.of(viewer.person_id or client or checked.email))
    if throttled is not None:
        return throttled
    # Past its limit an address gets no more receipts; the applications are kept all the same. A mail has its answer.
    by_mail = viewer.channel is Channel.MAIL
    receipt = not by_mail and await throttle(settings, limits.APPLICATION_RECEIPT.of(checked.email)) is None
    try:
        async with in_transaction():
            application = await _write(viewer, checked, key)
            if receipt:
                await application_letters.received(settings, application)
    except IntegrityError:  # the same form at the same moment
        return Received()
    return Received()


@dataclass(frozen=True, kw_only=True)
class _Checked:
    siret: str
    company: CompanyData
    first_name: str
    last_name: str
    email: str
    phone: str | None
    message: str


def _checked(form: ApplicationForm) -> _Checked | Invalid:
    problems = Problems()
    siret = first_name = last_name = email = ""
    phone, message = None, (form.message or "").replace("\0", "").strip()
    with problems:
        siret = company_data.siret("siret", form.siret)
    company = company_data.company(problems, form.company, complete=True)
    with problems:
        first_name = company_data.line("firstName", form.first_name, most=100, required=True) or ""
    with problems:
        last_name = company_data.line("lastName", form.last_name, most=100, required=True) or ""
    with problems:
        email = company_data.email("email", form.email)
    with problems:
        phone = company_data.phone("phone", form.phone)
    if len(message) > LONGEST_TEXT:
        problems.add("message", InputCode.INVALID, f"Au plus {LONGEST_TEXT} caractères, pas {len(message)}.")
    if not form.consent:
        text = "Votre accord est nécessaire pour que nous gardions ces informations et vous recontactions."
        problems.add("consent", InputCode.REQUIRED, text)
    if problems.found:
        return Invalid(problems.found)
    return _Checked(
        siret=siret, company=company, first_name=first_name, last_name=last_name, email=email, phone=phone,
        message=message,
    )  # fmt: skip


def _key(checked: _Checked) -> str:
    return hashlib.sha256(repr(checked).encode("utf-8", "surrogatepass")).hexdigest()


async def _write(viewer: Viewer, checked: _Checked, key: str) -> MembershipApplication:
    application = await MembershipApplication.create(
        siret=checked.siret,
        legal_name=checked.company.legal_name,
        street=checked.company.street,
        postcode=checked.company.postcode,
        city=checked.company.city,
        first_name=checked.first_name,
        last_name=checked.last_name,
        email=checked.email,
        phone=checked.phone,
        message=company_data.text(checked.message),
        consented_at=timezone.now(),
        pending_key=key,
        advisor=await _advisor(checked),
        channel=viewer.channel,
    )
    await record(JournalKind.APPLICATION_RECEIVED, viewer, note=f"SIRET {checked.siret}")
    await publish(MembershipApplication, application.id)
    return application


async def _advisor(checked: _Checked) -> Person | None:
    """Who follows the company already, or who follows what this person sent before, else whose turn it is."""
    member = await Member.get_or_none(siret=checked.siret).select_related("advisor")
    if member is not None and member.advisor is not None:
        return await responsible_advisor(member)
    earlier = MembershipApplication.filter(siret=checked.siret, status=ApplicationStatus.PENDING)
    before = await earlier.order_by("id").select_related("advisor").first()
    return before.advisor if before and before.advisor else await advisor_for(checked.company.postcode)


async def accept(
    settings: Settings,
    viewer: Viewer,
    application_id: int,
    *,
    status: MemberStatus = MemberStatus.MEMBER,
    on: dt.date | None = None,
    role: AffiliationRole | None = None,
    message: str | None = None,
) -> Decided | Invalid:
    """The company is a member (or for now a prospect), and the person acts for it. Told by a letter with the way in."""
    try:
        async with in_transaction():
            application = await _held(application_id, ApplicationStatus.ACCEPTED, message)
            if application.status == ApplicationStatus.ACCEPTED:
                return Decided(application, await Member.get_or_none(id=application.member_id))
            member = await _company(settings, viewer, application, status, on)
            person = await _person(viewer, application, member, role)
            await _decide(application, ApplicationStatus.ACCEPTED, viewer, message, member=member)
            await application_letters.accepted(settings, viewer, application, member, person)
            return Decided(application, member, person)
    except _UndoneError as undone:
        return undone.outcome


async def decline(settings: Settings, viewer: Viewer, application_id: int, *, message: str | None) -> Decided | Invalid:
    """Not this time; the applicant is told, in the advisor's words too when there are any."""
    try:
        async with in_transaction():
            application = await _held(application_id, ApplicationStatus.DECLINED, message)
            if application.status == ApplicationStatus.PENDING:
                await _decide(application, ApplicationStatus.DECLINED, viewer, message)
                await application_letters.declined(settings, viewer, application)
            return Decided(application)
    except _UndoneError as undone:
        return undone.outcome


async def _held(application_id: int, wanted: ApplicationStatus, message: str | None) -> MembershipApplication:
    """The application, locked: pending, or decided that way before."""
    application = await MembershipApplication.select_for_update().get_or_none(id=application_id)
    if application is None:
        raise _UndoneError(Invalid.one("id", InputCode.NOT_FOUND, "Cette demande n’existe pas."))
    if application.status not in (ApplicationStatus.PENDING, wanted):
        raise _UndoneError(Invalid.one("id", InputCode.CONFLICT, "Cette demande a déjà reçu l’autre réponse."))
    if len(message or "") > LONGEST_TEXT:
        raise _UndoneError(Invalid.one("message", InputCode.INVALID, f"Au plus {LONGEST_TEXT} caractères."))
    return application


async def _company(
    settings: Settings, viewer: Viewer, application: MembershipApplication, status: MemberStatus, on: dt.date | None
) -> Member:
    """The company of the application, made when we don't know it; what we know of it is not overwritten."""
    if status not in (MemberStatus.MEMBER, MemberStatus.PROSPECT):
        raise _UndoneError(Invalid.one("status", InputCode.INVALID, "Une demande mène à MEMBER ou PROSPECT."))
    member = await Member.get_or_none(siret=application.siret)
    if member is None:
        data = CompanyData(application.legal_name, application.street, application.postcode, application.city)
        made = await members.create(viewer, application.siret, data, advisor_id=application.advisor_id)
        member = _done(made)
    if status == MemberStatus.MEMBER:
        member = _done(await members.admit(settings, viewer, member.id, on=on, reason="demande d’adhésion"))
    return member


def _done(outcome: members.Outcome) -> Member:
    if isinstance(outcome, Invalid):
        raise _UndoneError(outcome)
    return outcome.member


async def _person(
    viewer: Viewer, application: MembershipApplication, member: Member, role: AffiliationRole | None
) -> Person:
    """Who applied, acting for the company: as its owner unless it has one, or unless the advisor says otherwise."""
    # Locked: the link to a first password that follows must be the only one.
    person = await _at(application)
    if not person.active:
        message = "Le compte de cette adresse est fermé : rouvrez-le d’abord, ou demandez une autre adresse."
        raise _UndoneError(Invalid.one("id", InputCode.CONFLICT, message))
    owners = Affiliation.filter(member_id=member.id, role=AffiliationRole.OWNER, person__active=True)
    wanted = role or (AffiliationRole.STAFF if await owners.exists() else AffiliationRole.OWNER)
    _, created = await Affiliation.get_or_create({"role": wanted}, person_id=person.id, member_id=member.id)
    if created:
        await record(JournalKind.ACCESS_CREATED, viewer, person_id=person.id, member_id=member.id, note=str(wanted))
    return person


async def _at(application: MembershipApplication) -> Person:
    person = await Person.select_for_update().get_or_none(email=application.email)
    if person is not None:
        return person
    try:
        async with in_transaction():
            return await Person.create(
                email=application.email,
                first_name=application.first_name,
                last_name=application.last_name,
                phone=application.phone,
            )
    except IntegrityError:  # made by somebody else at the same moment
        return await Person.select_for_update().get(email=application.email)


async def _decide(
    application: MembershipApplication,
    to: ApplicationStatus,
    viewer: Viewer,
    message: str | None,
    *,
    member: Member | None = None,
) -> None:
    """This one, and all that waits of the same person for the same company."""
    changes = {
        "status": to,
        "pending_key": None,
        "member_id": member.id if member else None,
        "decided_by_id": viewer.person_id,
        "decided_at": timezone.now(),
        "answer": company_data.text(message or ""),
    }
    same = {"siret": application.siret, "email": application.email, "status": ApplicationStatus.PENDING}
    decided = await MembershipApplication.filter(**same).values_list("id", flat=True)
    await MembershipApplication.filter(id__in=decided).update(**changes)
    application.update_from_dict(changes)
    kind = JournalKind.APPLICATION_ACCEPTED if member else JournalKind.APPLICATION_DECLINED
    await record(kind, viewer, member_id=member.id if member else None, note=f"SIRET {application.siret}")
    for id_ in decided:
        await publish(MembershipApplication, int(str(id_)))
