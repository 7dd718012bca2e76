"""Fixtures of the engine's tests: data that is hard to answer, every kind of viewer, both ways of running a query."""

from __future__ import annotations

import pytest

from access.viewer import Viewer
from settings import Settings
from tests.graph.comparing import Comparer
from tests.graph.hard_data import add_hard_data, viewers_of
from tests.group import Group, engine


@pytest.fixture
async def hard_group(group: Group) -> Group:
    """The group and the hard data of `tests.graph.hard_data`."""
    await add_hard_data(group)
    return group


@pytest.fixture
async def viewers(hard_group: Group) -> dict[str, Viewer]:
    """Every kind of viewer by name."""
    return await viewers_of(hard_group)


@pytest.fixture
def comparer(db: str, settings: Settings) -> Comparer:
    """Runs a query both ways."""
    return Comparer(engine(), engine(compiled=False), settings)
