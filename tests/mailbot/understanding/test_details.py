"""How labelled mails are measured in detail, and which words are no names."""

from __future__ import annotations

from pathlib import Path

from mailbot.training.corpus import read_corpus, read_suppliers
from mailbot.training.extraction import details
from mailbot.training.ordinary import find_ordinary_words
from tests.mailbot.understanding.suppliers import DIRECTORY

ONE = """
[[mail]]
subject = ""
text = "Un cariste à 13,20 brut, 35 h, chez Randall : combien ?"
kinds = ["STAFFING_COST"]
suppliers = ["RANDALL"]
wage = "13.20"
hours = "39"
qualification = "cariste"

[[mail]]
subject = ""
text = "Merci de rattacher notre compte Lireva 4471, ligne internet."
kinds = ["SUPPLIER_ATTACHMENT"]
suppliers = ["LYREVA"]
account = "44 71"
"""
OTHER = """
[[mail]]
subject = ""
text = "Chez Lireva, internet et un cariste."
kinds = ["OTHER"]
suppliers = ["LYREVA"]
"""


def test_details_are_counted(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(ONE, "utf-8")
    lines = [line.split() for line in details(read_corpus(tmp_path), DIRECTORY)]
    assert lines[0] == ["detail", "labelled", "found", "right"]
    assert lines[1:] == [
        ["account", "1", "100.0%", "100.0%"],
        ["wage", "1", "100.0%", "100.0%"],
        ["hours", "1", "0.0%", "0.0%"],
        ["qualification", "1", "100.0%", "100.0%"],
    ]


def test_words_of_two_authors_are_ordinary_but_never_the_typo_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(ONE, "utf-8")
    (tmp_path / "other.toml").write_text(OTHER, "utf-8")
    # "internet" is near Intermed, but no mail with it is about Intermed; "Lireva" stands only in mails about Lyreva.
    assert find_ordinary_words(read_corpus(tmp_path), read_suppliers(tmp_path)) == ["cariste", "internet"]
