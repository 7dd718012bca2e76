"""Values for arguments: those that exist in the data, those that don't, and those that no client should send."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import GraphQLEnumType, get_named_type
from tortoise.models import Model

import models
from graph.node import NODE_MODELS
from tests.graph.hard_data import TEXTS

_BAD_IDS: tuple[Any, ...] = (
    "", "Supplier", "Supplier:", "Supplier:0", "Supplier:01", "Supplier:-1", "Supplier:2147483648", "Nobody:1",
    "supplier:1", "Supplier:1 ", "Supplier:١", "AgencyConnection:1", "PageInfo:1", 7, True, 1.5, [], {},
)  # fmt: skip
_BAD_CURSORS: tuple[Any, ...] = (
    "", "[]", "null", "[1]", '["a",1]', "[1,2,3]", '["a","b",1]', "[true]", "[1e400]", "[NaN]", "[2147483648]",
    "[-2147483648]", '["a\\u0000",1]', '["\\ud800",1]', "garbage", "[" * 5_000, "[" + "1" * 5_000 + "]",
    '{"a":1}', "[null]", "[null,1]", " [1] ", '["2026-02-30",1]', '["20260228",1]', '["10000-01-01",1]', 5, [], {},
)  # fmt: skip
_BAD_NUMBERS: tuple[Any, ...] = (-1, 101, 2**31 - 1, -(2**31), 2**31, 2**63, 1.0, 1.5, "1", True, [], {})
_BAD: tuple[Any, ...] = (None, "", 0, 1, -1, 2.5, True, [], {}, [None], {"a": 1}, "\x00", "GESTION")
# Which positions a list's cursor has: texts and numbers.
_CURSORS = {
    "suppliers": "si",
    "members": "si",
    "agencies": "si",
    "coefficients": "ssi",
    "articles": "di",
    "checks": "di",
    "nextChecks": "di",
    "faq": "ii",
}
_CURSORS |= {"conversations": "ii", "conversationQueue": "ii"}


@dataclass
class Values:
    """The pools; cursors are added as answers come in."""

    random: Random
    ids: dict[str, list[str]]
    codes: list[str]
    sirets: list[str]
    slugs: list[str]
    cursors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    async def of_database(cls, random: Random) -> Values:
        """Everything that the open database holds."""
        ids = {name: [f"{name}:{key}" for key in await _keys(model)] for name, model in NODE_MODELS.items()}
        codes = await models.Supplier.all().order_by("id").values_list("code", flat=True)
        sirets = await models.Member.all().order_by("id").values_list("siret", flat=True)
        return cls(
            random,
            ids,
            [str(code) for code in codes],
            [str(siret) for siret in sirets],
            [f"dur-{n}" for n in range(40)],
        )

    def learn(self, answer: Any) -> None:
        """Keep the cursors of an answer."""
        if isinstance(answer, dict | list):
            for item in answer.values() if isinstance(answer, dict) else answer:
                self.learn(item)
        elif isinstance(answer, str) and answer.startswith("["):
            self._learn_cursor(answer)

    def _learn_cursor(self, text: str) -> None:
        try:
            kinds = "".join(_kind(value) for value in json.loads(text))
        except (ValueError, RecursionError):
            return
        known = self.cursors.setdefault(kinds, [])
        if len(known) < 500:
            known.append(text)
        else:
            known[self.random.randrange(500)] = text

    def flag(self) -> Any:
        """A Boolean, rarely something else."""
        return self.random.choice((True, False)) if self._usual() else self.random.choice(_BAD)

    def is_enum(self, type_: Any) -> bool:
        """Whether literals of the type are names."""
        return isinstance(get_named_type(type_), GraphQLEnumType)

    def valid(self, field_name: str, name: str, type_: Any) -> Any:
        """A value that the type takes; the resolver may still refuse it."""
        named = get_named_type(type_)
        if isinstance(named, GraphQLEnumType):
            return self.random.choice(sorted(named.values))
        if name == "ids":
            one = self.random.choice(["", *sorted(self.ids), *sorted(self.ids)])  # mostly of one type
            return [self._id(one) for _ in range(self.random.choice((0, 1, 1, 3, 8)))]
        value = self._value(field_name, name, str(named))
        if str(named) == "Int":
            return value if type(value) is int and abs(value) < 2**31 else 3
        return value if str(named) == "Boolean" else str(value)

    def sent(self, field_name: str, name: str, type_: Any) -> Any:
        """A value for a variable; now and then one that its type refuses."""
        if self._usual():
            return self.valid(field_name, name, type_)
        return self._value(field_name, name, "") if self.random.random() < 0.5 else self.random.choice(_BAD)

    def _usual(self) -> bool:
        return self.random.random() < 0.985

    def _value(self, field_name: str, name: str, type_name: str) -> Any:
        rare = self.random.random() < 0.03
        match name:
            case "first":
                return self.random.choice(_BAD_NUMBERS if rare else (0, 1, 2, 3, 5, 10, 20, 100))
            case "after":
                return self._cursor(field_name, rare)
            case "id" | "category" | "advisor":
                return self._id(name.title() if name != "id" else _TYPES.get(field_name, ""), rare=rare)
            case "slug":
                return self.random.choice(TEXTS if rare else self.slugs)
            case "topic":
                return self.random.choice(TEXTS)
            case "code":
                return self.random.choice(TEXTS if rare else self.codes)
            case "siret":
                return self.random.choice(TEXTS if rare else self.sirets)
            case "department" | "inactiveSince":
                return self.random.choice(_OF_COMPANIES[name])
            case "search":
                return self._search()
            case _:
                return self.random.choice((True, False))

    def _cursor(self, field_name: str, rare: bool) -> Any:
        known = self.cursors.get(_CURSORS.get(field_name, "i"))
        if rare or not known:
            return self.random.choice(_BAD_CURSORS)
        return self.random.choice(known)

    def _id(self, type_name: str, *, rare: bool = False) -> Any:
        if rare:
            return self.random.choice(_BAD_IDS)
        if not type_name or self.random.random() < 0.05:
            type_name = self.random.choice(sorted(self.ids))
        known = self.ids[type_name]
        return f"{type_name}:{999_999}" if not known or self.random.random() < 0.08 else self.random.choice(known)

    def _search(self) -> str:
        text = self.random.choice(TEXTS)
        start = self.random.randrange(len(text) + 1)
        return text[start : start + self.random.choice((1, 2, 4, 100))]


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "d" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "s"
    return "i"


_OF_COMPANIES = {
    "department": ("01", "69", "2a", "974", "75", "??"),
    "inactiveSince": ("2026-03-29", "1999-12-31", "2038-01-20", "9999-12-31", "0001-01-01"),
}
_TYPES = {"supplier": "Supplier", "member": "Member", "supplierAttachment": "SupplierAttachment",
          "faqEntry": "FaqEntry", "article": "Article", "regulatoryCheck": "RegulatoryCheck"}  # fmt: skip
_TYPES |= {"conversation": "Conversation"}


async def _keys(model: type[Model]) -> list[int]:
    return [row.pk for row in await model.all().order_by("id")]
