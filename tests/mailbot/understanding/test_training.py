"""The classifier's file follows from the labelled mails, and reads those of authors that it never saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import BadInput
from mailbot.training.command import seen, trained_on
from mailbot.training.corpus import FOLDER, read_corpus, read_suppliers
from mailbot.training.measure import Measured, measure_folder, measured_in
from mailbot.training.train import folds
from mailbot.understanding.classifier import classifier
from mailbot.understanding.directory import SupplierDirectory

BLIND = Path(__file__).parents[2] / "mails/blind"


@pytest.mark.timeout(900)
def test_training_again_gives_the_same_classifier() -> None:
    """Each fold is read by a model that saw no mail of its authors: the share of right ones must not fall."""
    trained = trained_on(FOLDER)
    assert trained.right > 0.88, "authors that the models did not see are read worse than before"
    mails = read_corpus(FOLDER)
    committed = classifier()
    assert trained.classifier.kinds == committed.kinds, "run `python manage.py mail train`"
    for features in seen(mails, SupplierDirectory(read_suppliers(FOLDER))):
        now, then = trained.classifier.probabilities(features), committed.probabilities(features)
        assert max(abs(now[kind] - then[kind]) for kind in now) < 0.03, "run `python manage.py mail train`"


def test_no_author_is_in_both_parts_of_a_fold() -> None:
    styles = [mail.style for mail in read_corpus(FOLDER)]
    parts = list(folds(styles))
    assert sorted(at for _, out in parts for at in out) == list(range(len(styles)))
    for inside, out in parts:
        assert not {styles[at] for at in inside} & {styles[at] for at in out}


def share(chosen: list[Measured], right: list[Measured]) -> float:
    return len(right) / len(chosen)


def test_mails_that_nobody_looked_at() -> None:
    """The blind set: docs/understanding.md has its figures, these are a little below them."""
    measured = measured_in(BLIND)
    assert len(measured) == 140
    assert share(measured, [one for one in measured if one.right]) >= 0.94
    acted = [one for one in measured if one.acted]
    assert share(measured, acted) >= 0.6
    assert share(acted, [one for one in acted if set(one.reading.kinds) <= set(one.mail.kinds)]) >= 0.95
    lines = list(measure_folder(BLIND))
    (numbers,) = [line for line in lines if line.startswith("valid SIRET")]
    assert numbers.endswith("100.0%")


def test_a_wrong_label_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('[[mail]]\nsubject = "x"\ntext = "x"\nkinds = ["NONSENSE"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"one\.toml, mail 1: unknown .'NONSENSE'."):
        read_corpus(tmp_path)
    with pytest.raises(BadInput, match="holds no labelled mails"):
        read_corpus(tmp_path / "nothing")
