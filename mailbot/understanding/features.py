"""What a classifier looks at in a mail: its words, pieces of words, and what the words mean beside one another."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from mailbot.message import MailFile
from mailbot.message.quoting import PASSED_ON
from mailbot.understanding.directory import SupplierMention
from mailbot.understanding.lexicon import meanings, spelt
from models.folding import fold
from models.siret import find_company_numbers
from search.words import remembered_stem_of

# People ask near the beginning; what stands further behind is seldom theirs.
MOST_CHARACTERS = 5_000
MOST_FILES = 20
# Two words with one or two between them count as a pair, too.
_GAPS = (2, 3)

_SENTENCE_END = re.compile(r"[.!?;…]+(?=\s|$)|\n\s*\n|\n(?=\s*[-–—*•·→>0-9])|(?<=[,:])\n|\n(?=[A-ZÀ-Þ])")
# Numbers and the like say what they are, not which.
_TYPED = re.compile(
    r"(?P<xmail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5})"
    r"|(?P<xlink>(?:https?://|www\.)\S{1,300})"
    r"|(?P<xiban>\b[A-Z]{2}[0-9]{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b)"
    r"|(?P<xsmtp>\b[245][0-9]{2}[ -]#?[245]\.[0-9]{1,2}\.[0-9]{1,2}\b|\(#[0-9.]+\))"
    r"|(?P<xphone>(?:(?:\+|00)33[ .]?\(?0?\)?[ .]?|\b0)[1-9](?:[ .\u00a0-]?[0-9]{2}){4}\b)"
    r"|(?P<xhour>\b[0-9]{1,3}(?:[.,][0-9]{1,2})? ?(?:€|euros?|eur|e)(?: bruts?| ht)? ?(?:/|de l['’ ]|l['’]|par |de )"
    r"(?:h\b|heure))"
    r"|(?P<xmoney>\b[0-9][0-9 \u00a0\u202f.,]{0,12}(?:€|euros?\b|eur\b|k€|£|\$)|[€£$] ?[0-9][0-9.,]{0,10})"
    r"|(?P<xpercent>\b[0-9]{1,3}(?:[.,][0-9]{1,2})? ?%)"
    r"|(?P<xdate>\b[0-9]{1,2}[/.][0-9]{1,2}(?:[/.][0-9]{2,4})?\b|\b[0-9]{1,2}(?:er)? (?:janv|f[ée]vr|mars|avril|mai"
    r"|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)[a-zé]{0,7}\.?(?: [0-9]{4})?\b)"
    r"|(?P<xtime>\b[0-9]{1,2} ?[h:] ?(?:[0-9]{2})?\b)"
    r"|(?P<xcode>\b(?=[A-Z0-9./_-]{0,10}[0-9])(?=[A-Z0-9./_-]{4,25})[A-Z0-9]+(?:[./_-][A-Z0-9]+){0,4}\b)"
    r"|(?P<xnum>\b[0-9]+\b)",
    re.IGNORECASE,
)
# What stands in corrected mails for what would tell of people (workflows.conversations.training).
_TAKEN_OUT = {"[adresse]": "xmail", "[lien]": "xlink", "[téléphone]": "xphone", "[compte bancaire]": "xiban"}
_DIGITS_TAKEN_OUT = re.compile(r"#[#.,/ -]*")
_BOILERPLATE = re.compile(
    r"(?:ce (?:message|courriel|mail)|this (?:message|e-?mail)|le pr[ée]sent (?:message|courriel))[^\n]{0,120}"
    r"(?:confiden|destinataire|intended)[^\n]{0,1500}|pensez [àa] l['’]environnement[^\n]{0,200}"
    r"|n['’]imprimez[^\n]{0,200}|avertissement :[^\n]{0,400}",
    re.IGNORECASE,
)
_KINDS_OF_FILE = {
    "pdf": "pdf", "jpg": "picture", "jpeg": "picture", "png": "picture", "heic": "picture", "gif": "picture",
    "xls": "table", "xlsx": "table", "csv": "table", "ods": "table", "doc": "text", "docx": "text", "odt": "text",
    "zip": "archive", "rar": "archive", "7z": "archive", "html": "page", "htm": "page", "mp4": "film", "mov": "film",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A mail as a reader sees it. `mentions` are the suppliers named in `subject`, a blank line and `text`."""

    subject: str
    text: str
    files: Sequence[MailFile] = ()
    mentions: Sequence[SupplierMention] = ()

    @property
    def own_text(self) -> str:
        """What the sender wrote."""
        return self.text.partition(PASSED_ON)[0]

    @property
    def passed_on(self) -> str:
        """What the sender hands over to us below it."""
        return self.text.partition(PASSED_ON)[2]


@dataclass(frozen=True)
class Features:
    """Names of what was seen, each once; every group counts as much as the others however many are in it."""

    words: frozenset[str]
    pieces: frozenset[str]
    meanings: frozenset[str]


def features_of(mail: Written) -> Features:
    """What is seen in a mail; takes about two milliseconds."""
    subject, own, passed_on = _marked(mail)
    sentences = [("s", subject), *(("", one) for one in own), *(("p", one) for one in passed_on)]
    words: set[str] = set()
    seen: set[str] = set()
    for mark, sentence in sentences:
        settled = spelt(sentence)
        stems = [_stem(word) for word in settled]
        words.update(stems)
        words.update(f"{one} {two}" for one, two in pairwise(stems))
        words.update(f"{one}_{two}" for gap in _GAPS for one, two in zip(stems, stems[gap:], strict=False))
        words.update(f"{mark}:{stem}" for stem in stems if mark)
        seen.update(_meanings(mark, settled))
    flags = set(_flags(mail, sentences))
    written = {word for _, sentence in sentences for word in sentence}
    return Features(
        words=frozenset(words | flags),
        pieces=frozenset(piece for word in written for piece in _pieces(word)),
        meanings=frozenset(seen | flags),
    )


def sentences_of_mail(mail: Written) -> list[Written]:
    """Each sentence as a mail of its own, the subject first."""
    texts = _SENTENCE_END.split(mail.text[:MOST_CHARACTERS])
    return [Written("", text) for text in (mail.subject, *texts) if text.strip()][:100]


def _marked(mail: Written) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """The folded words of the subject, of each own sentence and of each passed on; names and numbers by their sort."""
    whole = f"{mail.subject}\n\n{mail.text}"
    for mention in sorted(mail.mentions, key=lambda one: one.position, reverse=True):
        whole = f"{whole[: mention.position]} {_trade(mention)} {whole[mention.end :]}"
    subject, _, text = whole.partition("\n\n")
    own, _, passed_on = text[:MOST_CHARACTERS].partition(PASSED_ON)
    return _folded(subject[:300]), _marked_sentences(own), _marked_sentences(passed_on)


def _trade(mention: SupplierMention) -> str:
    if all(entry.car_rental for entry in mention.candidates):
        return "xsupplier xrental"
    return "xsupplier xstaffing" if all(entry.temp_agency for entry in mention.candidates) else "xsupplier xother"


def _marked_sentences(text: str) -> list[list[str]]:
    text = _BOILERPLATE.sub(" ", text)
    return [words for sentence in _SENTENCE_END.split(_typed(text)) if (words := _folded(sentence))]


def _folded(text: str) -> list[str]:
    return fold(_typed(text)).split()


def _typed(text: str) -> str:
    for number in reversed(find_company_numbers(text)):
        end = number.position + len(number.as_written)
        text = f"{text[: number.position]} x{number.kind.lower()} {text[end:]}"
    text = _TYPED.sub(lambda match: f" {match.lastgroup} ", text)
    for told, sort in _TAKEN_OUT.items():
        text = text.replace(told, f" {sort} ")
    return _DIGITS_TAKEN_OUT.sub(" xnum ", text)


def _meanings(mark: str, words: Sequence[str]) -> Iterator[str]:
    """The meanings in a sentence, each two that stand together in it, and each two that follow one another."""
    places = sorted(meanings().found(words))
    found = sorted({name for _, _, name in places} | {word for word in words if word[0] == "x"})
    yield from (f"{one}>{two}" for (_, _, one), (_, _, two) in pairwise(places))
    yield from found
    yield from (f"{mark}:{name}" for name in found if mark)
    yield from (f"{one}+{two}" for one, two in combinations(found[:24], 2))


def _flags(mail: Written, sentences: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    text = mail.own_text.strip()
    count = sum(len(words) for _, words in sentences)
    yield f"length:{min(count.bit_length(), 9)}"
    if not text:
        yield "no text"
    if "?" in text or "?" in mail.subject:
        yield "question mark"
    if mail.passed_on:
        yield "passes on"
    match = re.match(r"\s*(re|r[ée]p?|tr|fwd?|aw)\s*:", mail.subject, re.IGNORECASE)
    if match:
        yield "reply" if match[1].lower() in ("re", "ré", "rép", "rep", "aw") else "forward"
    files = [file for file in mail.files[:MOST_FILES] if file.filename]
    yield f"files:{min(len(files), 3)}"
    for file in files:
        stem, _, extension = fold_name(file.filename)
        yield f"file:{_KINDS_OF_FILE.get(extension, 'other')}"
        yield from (f"file name:{word}" for word in re.findall(r"[a-z]{3,}", stem))
    yield f"suppliers:{min(len({mention.candidates for mention in mail.mentions}), 3)}"


def fold_name(filename: str) -> tuple[str, str, str]:
    """A file's name without its extension, the dot, and the extension; folded."""
    stem, dot, extension = filename.rpartition(".")
    return fold(stem or extension), dot, fold(extension)


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return word if word[0] == "x" else (remembered_stem_of(word) or word)


@functools.lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Two to five letters in a row; "_" is a word's edge."""
    if len(word) > 25 or (word[0] == "x" and len(word) > 3):
        return ()
    edged = f"_{word}_"
    return tuple(edged[at : at + size] for size in range(2, 6) for at in range(len(edged) - size + 1))
