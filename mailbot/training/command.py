"""`manage.py mail train`: from the labelled mails to the file that the product reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailbot.training.choosing import choose
from mailbot.training.corpus import LabelledMail, read_corpus, read_named, read_suppliers
from mailbot.training.naming import name
from mailbot.training.ordinary import find_ordinary_words
from mailbot.training.substitution import substituted
from mailbot.training.train import Trained, train
from mailbot.understanding import choice, chosen, classifier, directory, linear, strange
from mailbot.understanding.directory import SupplierDirectory
from mailbot.understanding.features import Features, features_of
from mailbot.understanding.reading import written


def train_on(folder: Path) -> Iterator[str]:
    """Train, write the files, and tell how well held-out authors are read."""
    words = ordinary_on(folder)
    directory.ORDINARY.write_text("".join(f"{word}\n" for word in words), "utf-8")
    directory.ordinary_words.cache_clear()
    directory.usual_words.cache_clear()
    yield f"wrote {directory.ORDINARY.name}: {len(words)} words"
    mails = Mails.read(folder)
    trained = mails.trained()
    classifier.FILE.write_text(classifier.write(trained.classifier), "utf-8")
    classifier.classifier.cache_clear()
    size = classifier.FILE.stat().st_size
    yield f"{trained.mails} mails of {trained.authors} authors"
    yield f"right kind, of authors not trained on: {trained.right:.1%}"
    yield f"wrote {classifier.FILE.name}: {size / 1e6:.2f} MB"
    named = name(mails.named, mails.invented, trained.chances, mails.directory)
    strange.FILE.write_text(linear.write(named.model), "utf-8")
    strange.namer.cache_clear()
    yield (
        f"names that nobody knows are found in {named.found:.1%} of the mails of authors not trained on, invented ones"
        f" in {named.invented:.1%}; {named.right:.1%} of the mails in which one is found ask for it"
    )
    chosen_from = choose(mails.named, trained.chances[: len(mails.named)], mails.directory)
    chosen.FILE.write_text(choice.write(chosen_from.model), "utf-8")
    chosen.chooser.cache_clear()
    yield (
        f"{chosen_from.mails} mails name several suppliers; of authors not trained on {chosen_from.whole:.1%} of these"
        f" mails and {chosen_from.right:.1%} of their names are told rightly as asked for or not"
    )


def ordinary_on(folder: Path) -> list[str]:
    """The words that a folder of labelled mails shows to be no names."""
    return find_ordinary_words(read_corpus(folder), read_suppliers(folder))


@dataclass(frozen=True)
class Mails:
    """The mails of a corpus: those that the kinds are trained on, which begin those that the names are trained on, and
    those with invented names."""

    labelled: Sequence[LabelledMail]
    named: Sequence[LabelledMail]
    invented: Sequence[LabelledMail]
    directory: SupplierDirectory

    @classmethod
    def read(cls, folder: Path) -> Mails:
        """Those of a folder."""
        suppliers, named = SupplierDirectory(read_suppliers(folder)), read_named(folder)
        return cls(read_corpus(folder), named, substituted(named, suppliers), suppliers)

    def trained(self) -> Trained:
        """The classifier that they give; its chances are those of `named` and `invented`."""
        count, every = len(self.labelled), [*self.named, *self.invented]
        features = seen(every, self.directory)
        others = zip(every[count:], features[count:], strict=True)
        return train(self.labelled, features[:count], [(mail.style, one) for mail, one in others])


def seen(mails: Sequence[LabelledMail], directory: SupplierDirectory) -> list[Features]:
    """The features of each mail, read as the bot reads it."""
    found = []
    for mail in mails:
        message = mail.message()
        found.append(features_of(written(message.subject, message.new_text, message.files, directory)))
    return found
