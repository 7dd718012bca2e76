"""Ids in inputs."""

from errors import BadInput
from graph.relay import key_of


def key_or_zero(type_name: str, text: str) -> int:
    """The key in a global id of this type; 0, which no row has, for anything else: the workflow says NOT_FOUND."""
    try:
        return key_of(type_name)(text)
    except BadInput:
        return 0


def key_or_none(type_name: str, text: str | None) -> int | None:
    """The same for an id that need not be given."""
    return None if text is None else key_or_zero(type_name, text)
