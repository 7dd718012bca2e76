"""`manage.py mail train`: from the labelled mails to the file that the product reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mailbot.training.choosing import choose
from mailbot.training.corpus import LabelledMail, read_corpus, read_named, read_suppliers
from mailbot.training.naming import name
from mailbot.training.ordinary import find_ordinary_words
from mailbot.training.train import Trained, train
from mailbot.understanding import choice, chosen, classifier, directory, linear, strange
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.features import Features, features_of
from mailbot.understanding.reading import written


def train_on(folder: Path) -> Iterator[str]:
    """Train, write the file, and tell how well held-out authors are read."""
    words = ordinary_on(folder)
    directory.ORDINARY.write_text("".join(f"{word}\n" for word in words), "utf-8")
    directory.ordinary_words.cache_clear()
    yield f"wrote {directory.ORDINARY.name}: {len(words)} words"
    mails, suppliers = read_named(folder), SupplierDirectory(read_suppliers(folder))
    named = name(mails, suppliers)
    strange.FILE.write_text(linear.write(named.model), "utf-8")
    strange.namer.cache_clear()
    yield f"unknown names of authors not trained on: {named.found:.1%} found, {named.right:.1%} of those found right"
    chosen_from = choose(mails, suppliers)
    chosen.FILE.write_text(choice.write(chosen_from.model), "utf-8")
    chosen.chooser.cache_clear()
    yield (
        f"{chosen_from.mails} mails name several suppliers; of authors not trained on {chosen_from.whole:.1%} of these"
        f" mails and {chosen_from.right:.1%} of their names are told rightly as asked for or not"
    )
    trained = trained_on(folder)
    classifier.FILE.write_text(classifier.write(trained.classifier), "utf-8")
    size = classifier.FILE.stat().st_size
    yield f"{trained.mails} mails of {trained.authors} authors"
    yield f"right kind, of authors not trained on: {trained.right:.1%}"
    yield f"wrote {classifier.FILE.name}: {size / 1e6:.2f} MB"


def ordinary_on(folder: Path) -> list[str]:
    """The words that a folder of labelled mails shows to be no names."""
    return find_ordinary_words(read_corpus(folder), read_suppliers(folder))


def trained_on(folder: Path) -> Trained:
    """The classifier that a folder of labelled mails gives."""
    mails = read_corpus(folder)
    return train(mails, seen(mails, SupplierDirectory(read_suppliers(folder))))


def seen(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> list[Features]:
    """The features of each mail, read as the bot reads it."""
    found = []
    for mail in mails:
        message = mail.message()
        found.append(features_of(written(message.subject, message.new_text, message.files, directory)))
    return found
