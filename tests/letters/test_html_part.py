"""The HTML part is made block by block: that says the same as the whole at once."""

from __future__ import annotations

import pytest

from letters.html_part import html_part, styled
from letters.render import markdown_of
from tests.letters.samples import LETTERS


@pytest.mark.parametrize("name", LETTERS)
def test_no_block_goes_on_behind_a_blank_line(name: str) -> None:
    markdown = markdown_of(LETTERS[name])
    assert styled(markdown) in html_part(markdown, subject="", group="")
