"""The root of all mutations."""

import strawberry

from access.policy import Role
from graph.gates import Requires
from schema.attachment_mutations import AttachmentMutations
from schema.privacy_mutations import PrivacyMutations
from schema.session_mutations import SessionMutations


@strawberry.type(description="What can be done.", directives=[Requires(role=Role.ANYONE)])
class Mutation(AttachmentMutations, SessionMutations, PrivacyMutations):
    """Expected outcomes are values of the result unions; errors are denials and bugs."""
