"""Judges what matching is made of on public sets of product pairs: Abt-Buy, Amazon-Google, Walmart-Amazon.

`python -m scripts.audit_matching_sets FOLDER`: a folder for each set with tableA, tableB, train, valid and test as CSV
(DeepMatcher's splits; the SC-Block repository of wbsg-uni-mannheim has them below data/deepmatcher). Nothing of them
belongs to this repository. Trained on `train`, the threshold chosen on `valid`, `test` looked at once.

The mean of boosted trees, random trees and a logistic regression over likenesses of two records, and where the pair
stands among all records and among the pairs that are asked for (without their labels).
"""

from __future__ import annotations

import csv
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, normalize

Floats = NDArray[np.float64]
PUBLISHED = {"abt-buy": (0.893, 0.893), "amazon-google": (0.756, 0.708), "walmart-amazon_1": (0.868, 0.825)}
_WORD = r"[a-z0-9]+"
_SPLITS = ("train", "valid", "test")


@dataclass(frozen=True, slots=True)
class Record:
    """A product of either table; empty or NaN is unknown."""

    title: str
    full: str
    brand: str
    model: str
    category: str
    price: float
    raw: str


def main() -> None:
    """Print a row for each set."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    titles = f"{'set':<18} {'valid F1':>9} {'test F1':>9} {'precision':>9} {'recall':>7}"
    print(f"{titles} {'Ditto':>7} {'30 likenesses':>14} {'s':>6}")
    for folder in sorted(one for one in Path(sys.argv[1]).iterdir() if (one / "tableA.csv").is_file()):
        started = time.perf_counter()
        valid, test, precision, recall = judged(folder)
        ditto, trees = PUBLISHED.get(folder.name, (math.nan, math.nan))
        print(
            f"{folder.name:<18} {valid:>9.3f} {test:>9.3f} {precision:>9.3f} {recall:>7.3f} {ditto:>7.3f} "
            f"{trees:>14.3f} {time.perf_counter() - started:>6.0f}",
            flush=True,
        )


def judged(folder: Path) -> tuple[float, float, float, float]:
    """F1 on valid (best threshold), F1 on test with that threshold, its precision and recall."""
    left, right = _table(folder / "tableA.csv"), _table(folder / "tableB.csv")
    parts = [np.loadtxt(folder / f"{split}.csv", int, delimiter=",", skiprows=1) for split in _SPLITS]
    pairs = np.vstack(parts)
    split = np.repeat(np.arange(3), [len(part) for part in parts])
    truth = pairs[:, 2]
    rows = _features(left, right, pairs)
    models = [make().fit(rows[split == 0], truth[split == 0]) for make in (_boosted, _extra, _logistic)]
    final = np.mean([model.predict_proba(rows)[:, 1] for model in models], axis=0)
    precision, recall, thresholds = precision_recall_curve(truth[split == 1], final[split == 1])
    f1 = 2 * precision * recall / (precision + recall + 1e-9)
    best = int(f1[:-1].argmax())
    found = final[split == 2] >= thresholds[best]
    wanted = truth[split == 2] == 1
    hits = (found & wanted).sum()
    return float(f1[best]), float(f1_score(wanted, found)), float(hits / found.sum()), float(hits / wanted.sum())


def _table(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return [_record(row) for row in csv.DictReader(file)]


def _record(row: dict[str, str]) -> Record:
    title = row.get("title") or row.get("name") or ""
    plain = _plain(title)
    brand = _plain(row.get("brand") or row.get("manufacturer") or "")
    more = " ".join(row.get(name) or "" for name in ("description", "brand", "manufacturer", "modelno"))
    price = re.search(r"\d+(?:\.\d+)?", (row.get("price") or "").replace(",", ""))
    return Record(
        title=plain,
        full=_plain(f"{title} {more}"),
        brand=brand or ("" if "brand" in row or "manufacturer" in row else plain.partition(" ")[0]),
        model=_plain(row.get("modelno") or "").replace(" ", ""),
        category=_plain(row.get("category") or ""),
        price=float(price[0]) if price else math.nan,
        raw=title.lower(),
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=\d)\s*,(?=\d{3})", "", text.lower())))


def _features(left: Sequence[Record], right: Sequence[Record], pairs: NDArray[np.int_]) -> Floats:
    vectors = _Vectors(left, right)
    columns = vectors.columns(pairs[:, 0], pairs[:, 1])
    words = _Words([*left, *right])
    alike = [words.pair(left[a], right[b]) for a, b in pairs[:, :2]]
    columns.update({name: np.array([one[name] for one in alike]) for name in alike[0]})
    for side in (0, 1):
        counts = Counter(pairs[:, side])
        columns[f"pairs_{side}"] = np.array([counts[one] for one in pairs[:, side]], float)
    for name in ("word", "char", "full_char", "common_of_left", "soft_of_left", "token_set"):
        for side in (0, 1):
            best, above = _others(columns[name], pairs[:, side])
            columns[f"{name}_beside_{side}"] = columns[name] - best
            columns[f"{name}_place_{side}"] = above
    return np.column_stack([columns[name] for name in sorted(columns)])


def _weigh(texts: Sequence[str], **how: Any) -> Any:
    return TfidfVectorizer(sublinear_tf=True, **how).fit_transform(texts)


class _Vectors:
    """TF-IDF over words and letters of both tables, and where each pair stands among all records."""

    def __init__(self, left: Sequence[Record], right: Sequence[Record]) -> None:
        titles = [one.title or "empty" for one in (*left, *right)]
        full = [one.full or "empty" for one in (*left, *right)]
        made = {
            "word": _weigh(titles, token_pattern=_WORD),
            "char": _weigh(titles, analyzer="char_wb", ngram_range=(3, 3)),
            "chars": _weigh(titles, analyzer="char", ngram_range=(2, 5), min_df=2),
            "full": _weigh(full, token_pattern=_WORD),
            "full_char": _weigh(full, analyzer="char_wb", ngram_range=(3, 5), min_df=2),
            "two_words": _weigh(titles, token_pattern=_WORD, ngram_range=(1, 2)),
        }
        for name, source in (("topic", "full"), ("char_topic", "char")):
            made[name] = normalize(TruncatedSVD(128, random_state=0).fit_transform(made[source]))
        self._sides = {name: (matrix[: len(left)], matrix[len(left) :]) for name, matrix in made.items()}

    def columns(self, a: NDArray[np.int_], b: NDArray[np.int_]) -> dict[str, Floats]:
        """Cosines of the pairs; for some also how many records are nearer, and by how much."""
        found: dict[str, Floats] = {}
        for name, (left, right) in self._sides.items():
            product = left[a].multiply(right[b]) if sparse.issparse(left) else left[a] * right[b]
            found[name] = np.asarray(product.sum(axis=1)).ravel()
        for name in ("word", "char", "full", "full_char", "topic"):
            left, right = self._sides[name]
            for side, (own, at, others) in enumerate(((left, a, right), (right, b, left))):
                margin, place = _stand(own, at, others, found[name])
                found[f"{name}_margin_{side}"], found[f"{name}_rank_{side}"] = margin, place
            found[f"{name}_mutual"] = np.maximum(found[f"{name}_rank_0"], found[f"{name}_rank_1"])
        return found


def _stand(own: Any, at: NDArray[np.int_], others: Any, cosines: Floats) -> tuple[Floats, Floats]:
    """How far above the best other record a pair is, and how many are nearer."""
    margin, place = np.zeros(len(at)), np.zeros(len(at))
    by_record = defaultdict(list)
    for pair, record in enumerate(at):
        by_record[record].append(pair)
    for record, those in by_record.items():
        row = own[record] @ others.T
        row = row.toarray().ravel() if sparse.issparse(row) else np.ravel(row)
        first, second = np.sort(np.partition(row, -2)[-2:])[::-1]
        for pair in those:
            margin[pair] = cosines[pair] - (second if abs(cosines[pair] - first) < 1e-6 else first)
            place[pair] = min(50, (row > cosines[pair] + 1e-7).sum())
    return margin, place


class _Words:
    """Likenesses of two records by their words, numbers, models and prices."""

    def __init__(self, records: Sequence[Record]) -> None:
        counts: Counter[str] = Counter()
        for one in records:
            counts.update(set(one.full.split()) | set(one.title.split()))
        self._rarity = {word: math.log((len(records) + 1) / (count + 1)) for word, count in counts.items()}

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._rarity.get(word, 0.0) for word in words)

    def pair(self, a: Record, b: Record) -> dict[str, float]:
        """All of them, by name."""
        return {**self._common(a, b), **_models(a, b), **self._numbers(a, b), **_strings(a, b), **_prices(a, b)}

    def _common(self, a: Record, b: Record) -> dict[str, float]:
        one, two = set(a.title.split()), set(b.title.split())
        one_full, two_full = set(a.full.split()), set(b.full.split())
        glued_a, glued_b = a.full.replace(" ", ""), b.full.replace(" ", "")
        only_a = [word for word in one - two_full if not (len(word) > 3 and word in glued_b)]
        only_b = [word for word in two - one_full if not (len(word) > 3 and word in glued_a)]
        whole_a, whole_b = self._weight(one) + 1e-6, self._weight(two) + 1e-6
        return {
            "common_of_left": self._weight(one & two_full) / whole_a,
            "common_of_right": self._weight(two & one_full) / whole_b,
            "title_of_left": self._weight(one & two) / whole_a,
            "title_of_right": self._weight(one & two) / whole_b,
            "either": self._weight(one & two) / (self._weight(one | two) + 1e-6),
            "common": self._weight(one & two),
            "only_left": self._weight(only_a),
            "only_right": self._weight(only_b),
            "rarest_left": max((self._rarity[word] for word in only_a), default=0.0),
            "rarest_right": max((self._rarity[word] for word in only_b), default=0.0),
            "rarest_common": max((self._rarity[word] for word in one & two_full | two & one_full), default=0.0),
            "soft_of_left": self._soft(one, two),
            "soft_of_right": self._soft(two, one),
            "soft_only_left": self._soft(set(only_a), two),
            "soft_only_right": self._soft(set(only_b), one),
            "words_left": len(a.title.split()),
            "words_right": len(b.title.split()),
            "words_more": len(a.title.split()) - len(b.title.split()),
        }

    def _soft(self, words: set[str], others: set[str]) -> float:
        if not words:
            return 1.0
        near = (
            self._rarity.get(word, 0.0) * max((JaroWinkler.similarity(word, other) for other in others), default=0.0)
            for word in words
        )
        return sum(near) / (self._weight(words) + 1e-6)

    def _numbers(self, a: Record, b: Record) -> dict[str, float]:
        one, two = ({word for word in each.title.split() if word.isdigit()} for each in (a, b))
        only_a, only_b = one - set(b.full.split()), two - set(a.full.split())
        version = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2})?(?![\d.])")
        versions = [{float(found) for found in version.findall(each.raw)} for each in (a, b)]
        years = [{word for word in numbers if re.fullmatch(r"(?:19|20)\d\d", word)} for numbers in (one, two)]
        return {
            "numbers_left": len(one),
            "numbers_right": len(two),
            "numbers": len(one & two) / len(one | two) if one | two else -1.0,
            "numbers_apart": float(bool(one) and bool(two) and not one & two),
            "numbers_only_left": len(only_a),
            "numbers_only_right": len(only_b),
            "numbers_weight_left": self._weight(only_a),
            "numbers_weight_right": self._weight(only_b),
            "years": float(years[0] == years[1]) if all(years) else -1.0,
            "versions": len(versions[0] & versions[1]) / len(versions[0] | versions[1]) if all(versions) else -1.0,
            "versions_left": len(versions[0]),
            "versions_right": len(versions[1]),
        }


def _models(a: Record, b: Record) -> dict[str, float]:
    one, two = _models_of(a), _models_of(b)
    glued_a, glued_b = a.full.replace(" ", ""), b.full.replace(" ", "")
    hits_a, hits_b = [each for each in one if each in glued_b], [each for each in two if each in glued_a]
    both = [(x, y) for x in one for y in two]
    named = bool(a.model) and bool(b.model)
    return {
        "models_left": len(one),
        "models_right": len(two),
        "models_same": len(one & two),
        "models_of_left": len(hits_a) / len(one) if one else -1.0,
        "models_of_right": len(hits_b) / len(two) if two else -1.0,
        "longest_model": max((len(each) for each in hits_a + hits_b), default=0),
        "nearest_model": max((fuzz.ratio(x, y) for x, y in both), default=-1.0),
        "nearest_part": max((fuzz.partial_ratio(x, y) for x, y in both), default=-1.0),
        "longest_start": max((_same_start(x, y) for x, y in both), default=0),
        "model": fuzz.ratio(a.model, b.model) if named else -1.0,
        "model_part": fuzz.partial_ratio(a.model, b.model) if named else -1.0,
        "model_in_right": float(a.model in glued_b) if a.model else -1.0,
        "model_in_left": float(b.model in glued_a) if b.model else -1.0,
        "model_in_right_title": float(a.model in b.title.replace(" ", "")) if a.model else -1.0,
        "model_in_left_title": float(b.model in a.title.replace(" ", "")) if b.model else -1.0,
    }


def _models_of(record: Record) -> set[str]:
    words = {word for word in record.title.split() if len(word) > 2 and any(sign.isdigit() for sign in word)}
    found = {word for word in words if len(word) > 3 or not word.isdigit()}
    return found | {record.model} - {""}


def _same_start(one: str, two: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(one, two, strict=False)) if x != y), min(len(one), len(two)))


def _strings(a: Record, b: Record) -> dict[str, float]:
    brands = bool(a.brand) and bool(b.brand)
    return {
        "ratio": fuzz.ratio(a.title, b.title),
        "token_sort": fuzz.token_sort_ratio(a.title, b.title),
        "token_set": fuzz.token_set_ratio(a.title, b.title),
        "partial": fuzz.partial_ratio(a.title, b.title),
        "partial_sort": fuzz.partial_token_sort_ratio(a.title, b.title),
        "jaro": JaroWinkler.similarity(a.title, b.title),
        "full_set": fuzz.token_set_ratio(a.full, b.full),
        "full_ratio": fuzz.ratio(a.full, b.full),
        "glued": fuzz.ratio(a.title.replace(" ", ""), b.title.replace(" ", "")),
        "brand": fuzz.ratio(a.brand, b.brand) if brands else -1.0,
        "brand_part": fuzz.partial_ratio(a.brand, b.brand) if brands else -1.0,
        "brand_in_right": float(a.brand.split()[0] in b.full.split()) if a.brand else -1.0,
        "brand_in_left": float(b.brand.split()[0] in a.full.split()) if b.brand else -1.0,
        "first": float(a.title.split()[:1] == b.title.split()[:1]),
        "category": fuzz.token_set_ratio(a.category, b.category) if a.category and b.category else -1.0,
    }


def _prices(a: Record, b: Record) -> dict[str, float]:
    both = a.price > 0 and b.price > 0
    return {
        "price_left": math.log(a.price) if a.price > 0 else math.nan,
        "price_right": math.log(b.price) if b.price > 0 else math.nan,
        "price_ratio": math.log(a.price / b.price) if both else math.nan,
        "price_distance": abs(math.log(a.price / b.price)) if both else math.nan,
    }


def _others(values: Floats, owners: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """Of the other pairs of the same record: the best, and how many are better."""
    groups = defaultdict(list)
    for at, owner in enumerate(owners):
        groups[owner].append(at)
    best, above = np.zeros(len(values)), np.zeros(len(values))
    for those in groups.values():
        for at in those:
            rest = [values[other] for other in those if other != at]
            best[at], above[at] = max(rest, default=0.0), sum(one > values[at] for one in rest)
    return best, above


def _boosted() -> Any:
    return HistGradientBoostingClassifier(
        max_iter=250,
        learning_rate=0.05,
        max_leaf_nodes=15,
        min_samples_leaf=15,
        l2_regularization=1.0,
        max_features=0.3,
        random_state=0,
    )


def _extra() -> Any:
    trees = ExtraTreesClassifier(400, min_samples_leaf=2, max_features=0.3, random_state=0)
    return make_pipeline(SimpleImputer(strategy="constant", fill_value=-1), trees)


def _logistic() -> Any:
    scaled = QuantileTransformer(n_quantiles=200, output_distribution="normal")
    return make_pipeline(SimpleImputer(), scaled, LogisticRegression(C=0.03, max_iter=2000))


if __name__ == "__main__":
    main()
