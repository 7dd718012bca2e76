"""The HTML part is made block by block: that says the same as the whole at once."""

from __future__ import annotations

import pytest

from letters.html_part import LONGEST_REMEMBERED, _remembered, html_part, styled
from letters.render import markdown_of
from tests.letters.samples import LETTERS


@pytest.mark.parametrize("name", LETTERS)
def test_no_block_goes_on_behind_a_blank_line(name: str) -> None:
    markdown = markdown_of(LETTERS[name])
    assert styled(markdown) in html_part(markdown, subject="", group="")


@pytest.mark.parametrize(
    "block",
    [
        "[Choisir](<https://centrale.test/acces/jeton>)",
        "https://centrale.test/acces/jeton",
        "a" * LONGEST_REMEMBERED + "b",
    ],
    ids=["a link", "a bare link", "long prose"],
)
def test_what_is_one_reader_s_is_not_remembered(block: str) -> None:
    _remembered.cache_clear()
    assert html_part(f"Bonjour,\n\n{block}", subject="", group="")
    assert _remembered.cache_info().currsize == 1, "the greeting alone"
