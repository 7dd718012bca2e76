"""A place on PostgreSQL, Dovecot and Postfix."""

from __future__ import annotations

import pytest

from tests.end_to_end.place import Place
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix


@pytest.fixture
def place(postgres_url: str, dovecot_server: PrivateDovecot, postfix_server: PrivatePostfix) -> Place:
    """The group, with mailboxes of its own."""
    return Place(postgres_url, dovecot_server, postfix_server)
