"""The classifier's file follows from the labelled mails, and reads those of authors that it never saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import BadInput
from mailbot.training.choosing import choose
from mailbot.training.command import Mails, seen
from mailbot.training.corpus import FOLDER, LabelledMail, read_corpus, read_suppliers
from mailbot.training.measure import Measured, measured_in, report, suppliers_of
from mailbot.training.naming import name
from mailbot.training.ordinary import find_ordinary_words
from mailbot.training.substitution import substituted
from mailbot.training.train import folds
from mailbot.understanding.chosen import chooser
from mailbot.understanding.classifier import classifier
from mailbot.understanding.directory import SupplierDirectory, ordinary_words
from mailbot.understanding.strange import namer
from models.folding import fold
from models.mail_kinds import MailKind

ATTACHMENT = MailKind.SUPPLIER_ATTACHMENT
MAILS = Path(__file__).parents[2] / "mails"


@pytest.mark.timeout(900)
def test_training_again_gives_the_same_models() -> None:
    """Each fold is read by a model that saw no mail of its authors: the share of right ones must not fall."""
    mails = Mails.read(FOLDER)
    words = find_ordinary_words(mails.labelled, mails.directory.entries)
    assert set(words) == ordinary_words(), "run `python manage.py mail train`"
    trained = mails.trained()
    assert trained.right > 0.89, "authors that the models did not see are read worse than before"
    committed = classifier()
    assert trained.classifier.kinds == committed.kinds, "run `python manage.py mail train`"
    for one in seen(mails.labelled, mails.directory):
        now, then = trained.classifier.probabilities(one), committed.probabilities(one)
        assert max(abs(now[kind] - then[kind]) for kind in now) < 0.03, "run `python manage.py mail train`"
    chosen = choose(mails.named, trained.chances[: len(mails.named)], mails.directory)
    assert chosen.right > 0.87, "which of several suppliers is asked for is read worse than before"
    assert chosen.whole > 0.79, "fewer mails that name several suppliers are read rightly than before"
    same = [
        (now, getattr(chooser(), table)) for table in ("names", "one", "every") if (now := getattr(chosen.model, table))
    ]
    for now, then in same:
        assert now == pytest.approx(then, abs=0.05), "run `python manage.py mail train`"
    named = name(mails.named, mails.invented, trained.chances, mails.directory)
    assert named.found > 0.6, "fewer of the names that nobody knows are found than before"
    assert named.invented > 0.45, "fewer of the invented names are found than before"
    assert named.right > 0.75, "more ordinary words than before are taken for names that nobody knows"
    assert named.model.weights == pytest.approx(namer().weights, abs=0.02), "run `python manage.py mail train`"


def test_no_author_is_in_both_parts_of_a_fold() -> None:
    styles = [mail.style for mail in read_corpus(FOLDER)]
    parts = list(folds(styles))
    assert sorted(at for _, out in parts for at in out) == list(range(len(styles)))
    for inside, out in parts:
        assert not {styles[at] for at in inside} & {styles[at] for at in out}


def test_an_invented_name_takes_the_place_of_the_supplier_that_is_asked_for() -> None:
    directory = SupplierDirectory(read_suppliers(FOLDER))
    mails = [
        LabelledMail("a", 1, "compte herzog", "HERZOG : rattacher. d'Elektra rien", (ATTACHMENT,), ("HERZOG",)),
        LabelledMail("a", 2, "Elektra", "le tarif d'Elektra ? x@elektra.example", (ATTACHMENT,), ("ELEKTRA",)),
        LabelledMail("a", 3, "Mon mot de passe", "Il est perdu.", (ATTACHMENT,), ()),
    ]
    first, second = substituted(mails, directory)
    assert first.suppliers == second.suppliers == ("?",)
    assert {one.candidates[0].id for one in directory.find(f"{first.subject}\n\n{first.text}")} == {"ELEKTRA"}
    assert all(name in f"{first.subject}\n{first.text}" for name in first.unknown)
    assert directory.find(second.text) == [], "an address tells who it is"
    assert fold(second.unknown[0])[0] in "aeiouyh", "behind d'"
    assert substituted(mails, directory) == [first, second], "the same names every time"


def share(chosen: list[Measured], right: list[Measured]) -> float:
    return len(right) / len(chosen)


@pytest.mark.parametrize(
    ("folder", "mails", "right", "acted", "safe", "suppliers"),
    [
        ("blind", 140, 0.95, 0.77, 0.96, 0.97),
        ("blind2", 112, 0.95, 0.81, 0.96, 0.97),
        ("blind3", 130, 0.95, 0.83, 0.97, 0.97),
        ("blind4", 130, 0.95, 0.80, 0.97, 0.97),
        ("blind5", 140, 0.94, 0.82, 0.97, 0.96),
        ("blind6", 140, 0.95, 0.86, 0.97, 0.97),
        ("blind7", 150, 0.93, 0.83, 0.98, 0.96),
        ("blind8", 150, 0.95, 0.87, 0.95, 0.95),
        ("blind9", 150, 0.95, 0.85, 0.97, 0.97),
        ("blind10", 160, 0.97, 0.85, 0.97, 0.96),
        ("blind11", 152, 0.94, 0.87, 0.95, 0.98),
        ("blind12", 131, 0.92, 0.81, 0.93, 0.97),
        ("blind13", 140, 0.93, 0.82, 0.97, 0.96),
        ("blind14", 150, 0.95, 0.83, 0.97, 0.93),
        ("blind15", 130, 0.95, 0.83, 0.95, 0.93),
    ],
)
def test_mails_that_nobody_trained_on(
    folder: str, mails: int, right: float, acted: float, safe: float, suppliers: float
) -> None:
    """A guard against getting worse: docs/understanding.md has the figures, the floors are a little below them."""
    measured = measured_in(MAILS / folder)
    assert len(measured) == mails
    assert share(measured, [one for one in measured if one.right]) >= right
    done = [one for one in measured if one.acted]
    assert share(measured, done) >= acted
    assert share(done, [one for one in done if set(one.reading.kinds) <= set(one.mail.kinds)]) >= safe
    named = [one for one in measured if one.mail.suppliers and not one.guarded]
    found = [one for one in named if set(one.mail.suppliers or ()) == set(suppliers_of(one.reading))]
    assert share(named, found) >= suppliers
    (numbers,) = [line for line in report(measured) if line.startswith("valid SIRET")]
    # In one mail of blind9 a supplier's reply has a SIREN in brackets behind a name; no request depends on it.
    assert numbers.endswith("95.0%" if folder == "blind9" else "100.0%")


def test_a_wrong_label_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('[[mail]]\nsubject = "x"\ntext = "x"\nkinds = ["NONSENSE"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"one\.toml, mail 1: unknown .'NONSENSE'."):
        read_corpus(tmp_path)
    with pytest.raises(BadInput, match="holds no labelled mails"):
        read_corpus(tmp_path / "nothing")
