"""From the cells of a row to the values of the staging table, or to everything that is wrong in the row."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

from tortoise.fields import CharField, DecimalField

from errors import BadInput
from imports import cells
from imports.lookups import Lookup
from imports.report import Problems
from imports.sheets import SheetError, normal
from imports.spec import Agreement, Column, FileSpec

Convert = Callable[[str], Any]
Encode = Callable[[Any], Any]

# Most columns repeat themselves (supplier, unit, dates…): reading such a cell again is one look-up.
_CACHED_CELLS = 10_000


def header_columns(spec: FileSpec, header: Sequence[str]) -> list[Column | None]:
    """The column behind each name of the header; None for a nameless one. Raises `SheetError` with every problem."""
    names = [normal(name) for name in header]
    known = {column.name: column for column in spec.columns}
    unknown = [name for name in names if name and name not in known]
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    missing = [name for name, column in known.items() if column.required and name not in names]
    problems = [(name, name, f"a known column; {nearest(name, known)}") for name in unknown]
    problems += [(name, name, "each column once") for name in twice]
    problems += [(name, "", "this column, which is required") for name in missing]
    if problems:
        raise SheetError(1, problems)
    return [known.get(name) for name in names]


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for somebody who mistyped: the nearest known word, or all of them."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}"


def converter(spec: FileSpec, column: Column, encode: Encode, lookup: Lookup | None) -> Convert:
    """What turns the text of a cell of this column into the value for the staging table."""
    finish = _finish(spec, column, encode, lookup)
    required, parse = column.required, column.parse

    def convert(text: str) -> Any:
        if not text or text.isspace():
            if required:
                raise BadInput("a value")
            return None
        return finish(parse(text))

    return convert if parse is cells.prose else lru_cache(_CACHED_CELLS)(convert)


def _finish(spec: FileSpec, column: Column, encode: Encode, lookup: Lookup | None) -> Callable[[Any], Any]:
    """What makes of a parsed value the one that is stored, as the column can hold it."""
    if lookup:
        return lookup.find
    if column.sql_type:
        return encode
    field = spec.model._meta.fields_map[column.target]
    if isinstance(field, DecimalField):
        return partial(_exact, field, encode)
    if type(field) is CharField:
        return partial(_short, field.max_length)
    return lambda value: encode(field.to_db_value(value, spec.model))


def _short(longest: int, text: str) -> str:
    if len(text) > longest:
        raise BadInput(f"at most {longest} characters")
    return text


def _exact(field: Any, encode: Encode, value: Decimal) -> Any:
    """The number with the column's decimals; nothing is rounded."""
    whole = field.max_digits - field.decimal_places
    if value.adjusted() >= whole:
        raise BadInput(f"at most {whole} digits before the decimal sign")
    exact = value.quantize(field.quant)
    if value != exact:
        raise BadInput(f"at most {field.decimal_places} decimals")
    return encode(exact)


@dataclass(frozen=True)
class Row:
    """A good row: its values in the order of the staging table, the line first, and what its list column links to."""

    values: tuple[Any, ...]
    links: Sequence[int]


class RowReader:
    """Reads the rows of one file; what is wrong goes to `problems`."""

    def __init__(
        self,
        spec: FileSpec,
        columns: Sequence[Column | None],
        encode: Encode,
        lookups: dict[str, Lookup],
        problems: Problems,
    ) -> None:
        names = [column.name if column else "" for column in columns]
        self._problems = problems
        self._names = names
        self._converts = [
            converter(spec, column, encode, lookups.get(column.name)) if column else _nothing for column in columns
        ]
        kept = [at for at, name in enumerate(names) if name and name != spec.links]
        self.staged = [column for column in columns if column and column.name != spec.links]
        self._kept = itemgetter(*kept) if len(kept) > 1 else lambda values: (values[kept[0]],)
        self._links = names.index(spec.links) if spec.links in names and spec.links else None
        together = (*spec.agreements, *([Agreement(*spec.period, _in_order)] if spec.period else ()))
        self._together = [
            (names.index(it.first), names.index(it.second), it.check)
            for it in together
            if {it.first, it.second} <= {*names}
        ]

    def read(self, line: int, texts: Sequence[str]) -> Row | None:
        """The row, or None when something in it is wrong."""
        try:
            values = [convert(text) for convert, text in zip(self._converts, texts, strict=True)]
            for first, second, check in self._together:
                check(values[first], values[second])
        except ValueError:  # of zip: too few cells or too many
            self._problems.add_row(line, [("", "|".join(texts), f"{len(self._names)} cells, like the header")])
        except BadInput:
            self._problems.add_row(line, self._everything_wrong(texts))
        else:
            return Row((line, *self._kept(values)), values[self._links] or () if self._links is not None else ())
        return None

    def _everything_wrong(self, texts: Sequence[str]) -> list[tuple[str, str, str]]:
        wrong: list[tuple[str, str, str]] = []
        values: list[Any] = []
        for name, convert, text in zip(self._names, self._converts, texts, strict=True):
            try:
                values.append(convert(text))
            except BadInput as error:
                values.append(None)
                wrong.append((name, text, error.message))
        unreadable = {name for name, _, _ in wrong}
        for first, second, check in self._together:
            if {self._names[first], self._names[second]} & unreadable:
                continue
            try:
                check(values[first], values[second])
            except BadInput as error:
                wrong.append((self._names[second], texts[second], error.message))
        return wrong


def _in_order(first: Any, last: Any) -> None:
    if first is not None and last is not None and last < first:
        raise BadInput(f"a date not before {first}")


def _nothing(text: str) -> None:
    if text.strip():
        raise BadInput("nothing in a column without a name")
