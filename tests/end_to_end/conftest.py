"""A place on the real servers."""

from __future__ import annotations

import pytest

from tests.end_to_end.place import Place
from tests.private_servers.dovecot import PrivateDovecot
from tests.private_servers.postfix import PrivatePostfix


@pytest.fixture
def place(database_url: str, dovecot_server: PrivateDovecot, postfix_server: PrivatePostfix) -> Place:
    """The group on a database, with mailboxes of its own."""
    return Place(database_url, dovecot_server, postfix_server)
