"""Who asks: an immutable value that every door makes and every rule reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from models import Affiliation, AffiliationRole, Channel, MemberStatus, Person, StaffRole
from models.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Membership:
    """One company that the viewer acts for."""

    member_id: int
    siret: str
    legal_name: str
    status: MemberStatus
    role: AffiliationRole = AffiliationRole.STAFF


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at a door. Without `person_id` it is the public, or a supplier with a signed link or with a key."""

    person_id: int | None = None
    email: str = ""
    display_name: str = ""
    staff_role: StaffRole | None = None
    memberships: tuple[Membership, ...] = ()
    channel: Channel = Channel.WEB
    session_id: int | None = None
    # The incoming mail that speaks for the viewer, on the mail channel.
    mail_id: int | None = None
    # A supplier proves itself by the token of one letter: it acts on that one attachment and nothing else.
    attachment_id: int | None = None
    # A supplier's program proves itself by a key: it checks memberships and nothing else.
    supplier_id: int | None = None
    supplier_access_id: int | None = None
    # Mail to their address came back for good.
    unreachable: bool = False
    member_ids: tuple[int, ...] = field(init=False)
    # The companies that the viewer runs.
    owned_ids: tuple[int, ...] = field(init=False)
    # Which of these two hold exactly one.
    single: frozenset[str] = field(init=False)
    is_staff: bool = field(init=False)
    is_active_member: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "member_ids", tuple(m.member_id for m in self.memberships))
        owned = tuple(m.member_id for m in self.memberships if m.role == AffiliationRole.OWNER)
        object.__setattr__(self, "owned_ids", owned)
        lists = {"member_ids": self.member_ids, "owned_ids": self.owned_ids}
        object.__setattr__(self, "single", frozenset(name for name, ids in lists.items() if len(ids) == 1))
        object.__setattr__(self, "is_staff", self.staff_role is not None)
        active = any(m.status == MemberStatus.MEMBER for m in self.memberships)
        object.__setattr__(self, "is_active_member", active)


ANONYMOUS = Viewer()


async def load_viewer(
    person_id: int, *, channel: Channel = Channel.WEB, session_id: int | None = None
) -> Viewer | None:
    """The viewer that a person is right now, or None when the account is gone or closed."""
    viewer = (await load_viewers((person_id,))).get(person_id)
    return viewer and replace(viewer, channel=channel, session_id=session_id)


async def as_now(viewer: Viewer) -> Viewer:
    """The viewer with the rights that they have this moment: whoever waited for a lock may have lost some meanwhile."""
    if viewer.person_id is None:
        return viewer
    found = await load_viewer(viewer.person_id)
    if found is None:
        return replace(viewer, person_id=None, staff_role=None, memberships=())
    return replace(viewer, staff_role=found.staff_role, memberships=found.memberships)


async def load_viewers(person_ids: Collection[int]) -> dict[int, Viewer]:
    """The viewers that people are right now, by their ids, in two statements; without those whose account is closed."""
    return await viewers_of(await Person.filter(id__in=person_ids, active=True))


async def viewers_of(people: Collection[Person]) -> dict[int, Viewer]:
    """The viewers that people are whose rows have just been read, by their ids."""
    affiliations: defaultdict[int, list[Affiliation]] = defaultdict(list)
    for affiliation in await _affiliations([person.id for person in people]):
        affiliations[affiliation.person_id].append(affiliation)
    return {person.id: viewer_of(person, affiliations[person.id]) for person in people}


def viewer_of(person: Person, affiliations: Iterable[Affiliation]) -> Viewer:
    """The viewer that somebody is whose row has just been read, and with it those of the companies they act for."""
    return Viewer(
        person_id=person.id,
        email=person.email,
        display_name=person.display_name,
        staff_role=person.staff_role,
        memberships=tuple(map(_membership, affiliations)),
        unreachable=person.email_undeliverable_since is not None,
    )


_OF_ONE = Prepared(lambda id_: Affiliation.filter(person_id=id_).select_related("member").order_by("id"))


async def _affiliations(person_ids: list[int]) -> list[Affiliation]:
    if len(person_ids) == 1:
        return await _OF_ONE(*person_ids)
    return await Affiliation.filter(person_id__in=person_ids).select_related("member").order_by("id")


def _membership(affiliation: Affiliation) -> Membership:
    member = affiliation.member
    return Membership(member.id, member.siret, member.legal_name, member.status, affiliation.role)
