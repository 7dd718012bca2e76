"""The HTML part is made block by block: that says the same as the whole at once."""

from __future__ import annotations

import random

import pytest

from letters.html_part import LONGEST_REMEMBERED, _made, _remembered, html_part, styled
from letters.paragraphs import paragraph
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


# What means something to the parser, and what stands beside it.
_PIECES = [
    *(
        "a",
        "B",
        "é",
        "9",
        "1.",
        "2)",
        " ",
        "  ",
        "\u00a0",
        "\u202f",
        "\n",
        "*",
        "**",
        "_",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
    ),
    *("\\", "\\*", "\\[", "\\]", "\\.", "\\:", '"', "'", "&", "!", "#", "-", "+", "`", "~", "|", "=", "\t", "é́", "½"),
    *(
        "](<",
        "/>)",
        ' "button")',
        "[a](<http\\:\\/\\/x\\.fr\\/A>)",
        "[a](<http\\:\\/\\/X\\.fr>)",
        "**L\u00a0:**",
        "**L:**",
    ),
    *("[b](<mailto\\:x\\@y\\.fr>)", "[c](<tel\\:\\+33102>)", '[d](<https\\:\\/\\/x\\.fr\\/a\\_b\\?c\\=d> "button")'),
]


def test_paragraphs_made_without_the_parser_are_what_it_makes() -> None:
    draw = random.Random(17)  # noqa: S311 - no secret
    plain = 0
    for _ in range(15_000):
        block = "".join(draw.choice(_PIECES) for _ in range(draw.randint(1, 9)))
        plain += paragraph(block, p="", strong="", button="") is not None
        assert _made(block) == styled(block)
    assert plain > 500


@pytest.mark.parametrize(
    "block", ["1. un", "- un", "# un", "[un](un)", "[un](<javascript\\:x>)", "*un*", "un\\", "a\n\nb"]
)
def test_what_is_more_than_a_plain_paragraph_is_left_to_the_parser(block: str) -> None:
    assert paragraph(block, p="", strong="", button="") is None
