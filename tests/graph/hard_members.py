"""Rows about companies and advisors that are hard to answer: absences around today, handovers, establishments."""

from __future__ import annotations

import datetime as dt

import models
from models.france import today
from tests.group import Group


async def add_hard_memberships(group: Group, companies: list[models.Member], texts: tuple[str, ...]) -> None:
    """Absences of yesterday, today and tomorrow; handovers with and without people; SIRENs with several SIRETs."""
    staff = (group.advisor, group.other_advisor, group.admin)
    await models.AdvisorAbsence.bulk_create(
        models.AdvisorAbsence(
            advisor=staff[number % 3], backup=(None, *staff)[number % 4],
            first_day=today() + dt.timedelta(number - 4), last_day=today() + dt.timedelta(number - 3),
        )
        for number in range(8)
    )  # fmt: skip
    await models.AdvisorHandover.bulk_create(
        models.AdvisorHandover(
            member=companies[number % 5], previous=(None, *staff)[number % 4], advisor=(*staff, None)[number % 4],
            actor=(None, group.admin)[number % 2], reason=texts[number % len(texts)][:500],
        )
        for number in range(11)
    )  # fmt: skip
    await models.AdvisorDepartment.bulk_create(
        models.AdvisorDepartment(advisor=staff[number % 3], department=code)
        for number, code in enumerate(("01", "69", "2A", "974", "75"))
    )
    await models.MembershipEvent.bulk_create(
        models.MembershipEvent(
            member=companies[number % 5], status=list(models.MemberStatus)[number % 3],
            day=dt.date(2020 + number, 2, 1),
            announced=number % 4 == 0, reason=texts[number % len(texts)][:500], actor=(None, group.admin)[number % 2],
            actor_label=texts[(number + 3) % len(texts)][:200], channel=list(models.Channel)[number % 4],
        )
        for number in range(11)
    )  # fmt: skip
    await _applications(group, companies, texts, staff)
    await models.MembershipAttestation.bulk_create(
        models.MembershipAttestation(
            member=(group.member, *companies)[number % 5], siret=group.member.siret,
            legal_name=texts[number % len(texts)][:200], supplier=(None, group.office)[number % 2],
            issued_by=(None, group.owner, group.admin)[number % 3], issued_on=dt.date(2026, 1, 1 + number),
            valid_until=today() + dt.timedelta(number - 5),
            revoked_at=(None, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))[number % 4 == 0],
            ended_at=(None, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))[number % 5 == 0],
        )
        for number in range(13)
    )  # fmt: skip
    await models.SupplierAccess.bulk_create(
        models.SupplierAccess(
            supplier=(group.office, group.cars)[number % 2], label=texts[number % len(texts)][:100],
            key_hash=f"{number:064d}", key_hint=f"{number:04d}", created_by=(None, group.admin)[number % 2],
            revoked_at=(None, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))[number % 3 == 0],
        )
        for number in range(7)
    )  # fmt: skip
    for number, company in enumerate((group.member, group.prospect, *companies[:3])):
        made = [
            models.Member(
                siret=f"{company.siret[:9]}{tail:05d}", legal_name=texts[number], status=company.status,
                advisor=staff[number % 3],
            )
            for tail in range(number, 3)
        ]  # fmt: skip
        for one in made:
            one.derive()
        await models.Member.bulk_create(made)
    await models.Affiliation.create(
        person=group.double, member=await models.Member.get(siret=f"{group.member.siret[:9]}00002")
    )


async def _applications(
    group: Group, companies: list[models.Member], texts: tuple[str, ...], staff: tuple[models.Person, ...]
) -> None:
    """For companies and people that are known, and that are not."""
    await models.MembershipApplication.bulk_create(
        models.MembershipApplication(
            siret=(companies[number % 4].siret, group.member.siret, "12345678901234")[number % 3],
            legal_name=texts[number % len(texts)][:200], street=(None, texts[3])[number % 2], postcode="69001",
            city=texts[(number + 1) % len(texts)][:100], first_name=texts[(number + 2) % len(texts)][:100],
            last_name=texts[(number + 4) % len(texts)][:100], message=texts[(number + 5) % len(texts)],
            email=("inconnu@nulle-part.test", group.owner.email, group.advisor.email)[number % 3],
            phone=(None, "01 02 03 04 05")[number % 2], consented_at=dt.datetime(2026, 3, 1, number, tzinfo=dt.UTC),
            status=list(models.ApplicationStatus)[number % 3], advisor=(None, *staff)[number % 4],
            member=(None, companies[0])[number % 2], decided_by=(None, *staff)[(number + 1) % 4],
            decided_at=(None, dt.datetime(2026, 3, 2, tzinfo=dt.UTC))[number % 2],
        )
        for number in range(14)
    )  # fmt: skip
