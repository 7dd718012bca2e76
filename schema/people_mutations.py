"""Who acts for a company and who is of the group: accesses, roles, closing."""

from typing import Annotated, cast

import strawberry
from strawberry.types import Info

from access.policy import Role
from graph.actions import action
from graph.context import Context
from graph.gates import AccessRestricted, Requires
from graph.relay import key_or_zero
from schema.enums import AffiliationRole, StaffRole
from schema.members import Person
from schema.outcomes import InvalidInput
from workflows import closing, email_changes, people
from workflows.outcomes import Invalid


@strawberry.type(description="The person as they are now.", directives=[Requires(role=Role.ANYONE)])
class PersonPayload:
    """Saying the same twice is fine."""

    person: Person | None = strawberry.field(description="The person.")


PersonResult = Annotated[
    PersonPayload | InvalidInput | AccessRestricted,
    strawberry.union("PersonResult", description="The person, or what is wrong, or a closed gate."),
]


@strawberry.input(description="Whom to let in, for which company.")
class CreateAccessInput:
    """Of somebody whom we know by this address nothing but the company is added."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    email: str = strawberry.field(description="Their e-mail address: the login.")
    first_name: str = strawberry.field(description="First name.")
    last_name: str = strawberry.field(description="Last name.")
    phone: str | None = strawberry.field(default=None, description="Phone number.")
    role: AffiliationRole = strawberry.field(default=AffiliationRole.OWNER, description="What they are there.")


@strawberry.input(description="A new colleague of the group's own.")
class CreateStaffAccessInput:
    """Of somebody whom we know by this address nothing but the role is added."""

    email: str = strawberry.field(description="Their e-mail address: the login.")
    first_name: str = strawberry.field(description="First name.")
    last_name: str = strawberry.field(description="Last name.")
    phone: str | None = strawberry.field(default=None, description="Direct line.")
    role: StaffRole = strawberry.field(default=StaffRole.ADVISOR, description="Advisor or administrator.")


@strawberry.input(description="Who acts for a company no more.")
class RemovePersonInput:
    """Oneself: then one leaves."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    person_id: strawberry.ID = strawberry.field(description="Id of the person.")


@strawberry.input(description="What somebody is in a company from now on.")
class ChangeRoleInput:
    """Owner or staff."""

    member_id: strawberry.ID = strawberry.field(description="Id of the company.")
    person_id: strawberry.ID = strawberry.field(description="Id of the person.")
    role: AffiliationRole = strawberry.field(description="Owner or staff.")


@strawberry.input(description="Whose account is closed, and why.")
class CloseAccountInput:
    """It can be reopened."""

    person_id: strawberry.ID = strawberry.field(description="Id of the person.")
    reason: str | None = strawberry.field(default=None, description="For the journal; at most 500 characters.")


@strawberry.input(description="Whose account.")
class ReopenAccountInput:
    """By their id."""

    person_id: strawberry.ID = strawberry.field(description="Id of the person.")


@strawberry.input(description="What somebody is in the group from now on.")
class SetStaffRoleInput:
    """Advisor, administrator, or nothing any more."""

    person_id: strawberry.ID = strawberry.field(description="Id of the person.")
    role: StaffRole | None = strawberry.field(default=None, description="Null: not of the group any more.")


@strawberry.input(description="Somebody's new address, told to the advisor by another way.")
class UpdateEmailInput:
    """All their sessions end."""

    person_id: strawberry.ID = strawberry.field(description="Id of the person.")
    new_email: str = strawberry.field(description="The address that becomes the login.")


@strawberry.type
class PeopleMutations:
    """Part of the root of mutations."""

    @action(
        requires=Role.ADVISOR,
        description="Let somebody in for a company: a letter with the link to a first password goes to them. Again: "
        "another link, as long as they have no password.",
    )
    async def create_access(
        self, info: Info, input: Annotated[CreateAccessInput, strawberry.argument(description="Whom.")]
    ) -> PersonResult:
        """They act for the company at once."""
        context: Context = info.context
        given = people.PersonData(input.email, input.first_name, input.last_name, input.phone)
        member_id = key_or_zero("Member", input.member_id)
        return shown(await people.create_access(context.settings, context.viewer, member_id, given, input.role))

    @action(requires=Role.ADMIN, description="Let in a new advisor or administrator of the group.")
    async def create_staff_access(
        self, info: Info, input: Annotated[CreateStaffAccessInput, strawberry.argument(description="Whom.")]
    ) -> PersonResult:
        """A letter with the link to a first password goes to them."""
        context: Context = info.context
        given = people.PersonData(input.email, input.first_name, input.last_name, input.phone)
        return shown(await people.create_staff_access(context.settings, context.viewer, given, input.role))

    @action(
        requires=Role.SIGNED_IN,
        description="Somebody acts for a company no more. Owners remove staff, everybody may leave, the group removes "
        "anybody; a company's last owner can't leave by themselves.",
    )
    async def remove_person(
        self, info: Info, input: Annotated[RemovePersonInput, strawberry.argument(description="Who.")]
    ) -> PersonResult:
        """The gates close for them at once."""
        context: Context = info.context
        member_id, person_id = key_or_zero("Member", input.member_id), key_or_zero("Person", input.person_id)
        return shown(await people.remove(context.viewer, member_id, person_id))

    @action(requires=Role.ADVISOR, description="Make somebody an owner of a company, or its staff.")
    async def change_role(
        self, info: Info, input: Annotated[ChangeRoleInput, strawberry.argument(description="Who, and what.")]
    ) -> PersonResult:
        """Owners can't do it to each other."""
        context: Context = info.context
        member_id, person_id = key_or_zero("Member", input.member_id), key_or_zero("Person", input.person_id)
        return shown(await people.set_role(context.viewer, member_id, person_id, input.role))

    @action(
        requires=Role.ADVISOR,
        description="Close an account: its sessions end at once. Administrators close those of the group's own people.",
    )
    async def close_account(
        self, info: Info, input: Annotated[CloseAccountInput, strawberry.argument(description="Whose.")]
    ) -> PersonResult:
        """Nobody closes their own."""
        context: Context = info.context
        return shown(await closing.close(context.viewer, key_or_zero("Person", input.person_id), input.reason))

    @action(requires=Role.ADVISOR, description="Open a closed account again.")
    async def reopen_account(
        self, info: Info, input: Annotated[ReopenAccountInput, strawberry.argument(description="Whose.")]
    ) -> PersonResult:
        """Its password is the one that it had."""
        context: Context = info.context
        return shown(await closing.reopen(context.viewer, key_or_zero("Person", input.person_id)))

    @action(requires=Role.ADMIN, description="Make somebody an advisor or an administrator of the group, or neither.")
    async def set_staff_role(
        self, info: Info, input: Annotated[SetStaffRoleInput, strawberry.argument(description="Who, and what.")]
    ) -> PersonResult:
        """Never oneself, so there is always an administrator."""
        context: Context = info.context
        return shown(await closing.set_staff(context.viewer, key_or_zero("Person", input.person_id), input.role))

    @action(
        requires=Role.ADVISOR,
        description="Write down the new address of somebody who has lost the old mailbox. Both addresses are told, all "
        "their sessions end.",
    )
    async def update_email(
        self, info: Info, input: Annotated[UpdateEmailInput, strawberry.argument(description="Whose, and which.")]
    ) -> PersonResult:
        """They ask for a new password from there."""
        context: Context = info.context
        person_id = key_or_zero("Person", input.person_id)
        return shown(await email_changes.write_down(context.settings, context.viewer, person_id, input.new_email))


def shown(outcome: people.Outcome) -> PersonResult:
    """The outcome as the API tells it."""
    match outcome:
        case people.Done(person):
            return PersonPayload(person=cast(Person, person))
        case Invalid(problems):
            return InvalidInput.of(problems)
