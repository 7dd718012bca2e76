"""Random documents with their variables, made from the schema: mostly valid, within the limits, every feature used."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_non_null_type,
    is_required_argument,
)

from graph.actions import role_of_action
from tests.graph.values import Values

_MOST_FIELDS = 120
# Fields that want exactly one of their arguments.
_ONE_OF = {"supplier", "member", "faqEntry", "article", "regulatoryCheck"}
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(frozen=True)
class Query:
    """One operation to run."""

    document: str
    variables: dict[str, Any]
    operation_name: str | None


@dataclass
class _Operation:
    """What is known of the operation in hand."""

    definitions: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    fragments: list[tuple[str, str, str]] = field(default_factory=list)
    # Response key → what it stands for, the same everywhere: fields that merge always can.
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    left: int = _MOST_FIELDS


class QueryMaker:
    """Makes queries. The same schema, values and seed give the same queries."""

    def __init__(self, schema: GraphQLSchema, values: Values, random: Random) -> None:
        self._schema, self._values, self._random = schema, values, random
        self._now = _Operation()

    def make(self) -> Query:
        """The next query."""
        self._now = _Operation(left=self._random.choice((5, 15, 40, _MOST_FIELDS)))
        root = self._schema.query_type
        assert root is not None
        body = self._selections(root, 9)
        now = self._now
        variables = (
            f"({', '.join(f'${name}: {text}' for name, text in now.definitions.items())})" if now.definitions else ""
        )
        fragments = "".join(f"\nfragment {name} on {type_} {text}" for name, type_, text in now.fragments)
        name, sent = self._random.choices(
            (("", None), ("Q", None), ("Q", "Q"), ("Q", ""), ("Q", "R")), weights=(20, 40, 40, 1, 1)
        )[0]
        document = f"query {name}{variables} {body}{fragments}"
        if name and self._chance(0.05):
            document += "\nquery R { __typename }"
        return Query(document, now.values, sent)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    # Selections.

    def _selections(self, type_: Composite, depth: int) -> str:
        count = self._random.choice((1, 2, 3, 5) if depth < 9 else (1, 1, 2, 3))
        made = [self._selection(type_, depth) for _ in range(count)]
        if self._chance(0.25):
            made.append(self._random.choice(made))  # the very same once more: merged
        return "{ " + " ".join(made) + " }"

    def _selection(self, type_: Composite, depth: int) -> str:
        chance = self._random.random()
        if chance < 0.12 and depth > 1:
            return self._inline_fragment(type_, depth)
        if chance < 0.22 and depth > 1:
            return self._spread(type_, depth)
        if isinstance(type_, GraphQLUnionType):
            return self._inline_fragment(type_, depth) if chance < 0.9 and depth > 0 else self._typename()
        return self._field(type_, depth) if chance < 0.95 else self._typename()

    def _typename(self) -> str:
        return self._random.choice(("__typename", "kind: __typename")) + self._directives()

    def _conditions(self, type_: Composite) -> list[Composite]:
        """Types that a fragment inside `type_` may be on."""
        if isinstance(type_, GraphQLObjectType):
            return [type_, type_, *type_.interfaces]
        return [*self._schema.get_possible_types(type_), *([type_] if isinstance(type_, GraphQLInterfaceType) else [])]

    def _inline_fragment(self, type_: Composite, depth: int) -> str:
        if self._chance(0.15) and not isinstance(type_, GraphQLUnionType):
            return f"...{self._directives()} {self._selections(type_, depth)}"
        on = self._random.choice(self._conditions(type_))
        return f"... on {on.name}{self._directives()} {self._selections(on, depth - 1)}"

    def _spread(self, type_: Composite, depth: int) -> str:
        on = self._random.choice(self._conditions(type_))
        known = [name for name, on_name, _ in self._now.fragments if on_name == on.name]
        if known and self._chance(0.5):
            return f"...{self._random.choice(known)}{self._directives()}"
        text = self._selections(on, min(depth - 1, 3))
        name = f"F{len(self._now.fragments)}"
        self._now.fragments.append((name, on.name, text))
        return f"...{name}{self._directives()}"

    def _field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        self._now.left -= 1
        leaves_only = depth <= 1 or self._now.left < 0
        names = [
            name
            for name, f in type_.fields.items()
            # What is calculated has a resolver of its own, and no second way to differ from.
            if role_of_action(f.extensions.get("strawberry-definition")) is None
            and not (leaves_only and is_composite_type(get_named_type(f.type)))
        ]
        if not names:
            return self._typename()
        name = self._random.choice(names)
        definition = type_.fields[name]
        called = name + self._arguments(name, definition)
        text = f"{self._key(type_, called)}{self._directives()}"
        named: Any = get_named_type(definition.type)
        return f"{text} {self._selections(named, depth - 1)}" if is_composite_type(named) else text

    def _key(self, type_: GraphQLObjectType | GraphQLInterfaceType, called: str) -> str:
        """The field under a response key that stands for it and nothing else in this document."""
        name = called.partition("(")[0]
        plain = name == called and type_.name not in {"Member", "Person", "Advisor", "InboundMail", "OutboundMail"}
        if name == "id" or (plain and self._chance(0.7)):
            return called
        known = self._now.keys
        alias = known.setdefault((type_.name, called), f"a{len(known)}")
        return f"{alias}: {called}"

    # Arguments, variables, directives.

    def _arguments(self, name: str, definition: GraphQLField) -> str:
        names = [
            argument_name
            for argument_name, argument in definition.args.items()
            if is_required_argument(argument) or self._chance(0.8 if argument_name == "first" else 0.35)
        ]
        if name in _ONE_OF and definition.args and self._chance(0.9):
            names = [self._random.choice(sorted(definition.args))]  # exactly one is asked for
        written = [f"{key}: {self._argument(name, key, definition.args[key])}" for key in names]
        return f"({', '.join(written)})" if written else ""

    def _argument(self, field_name: str, name: str, argument: GraphQLArgument) -> str:
        if self._chance(0.5):
            return self._variable(field_name, name, argument)
        if not is_non_null_type(argument.type) and self._chance(0.05):
            return "null"
        return self._literal(field_name, name, argument)

    def _literal(self, field_name: str, name: str, argument: GraphQLArgument) -> str:
        value = self._values.valid(field_name, name, argument.type)
        text = json.dumps(value, ensure_ascii=self._chance(0.5))
        return text.strip('"') if self._values.is_enum(argument.type) else text

    def _variable(self, field_name: str, name: str, argument: GraphQLArgument) -> str:
        now, type_ = self._now, str(argument.type)
        if field_name not in {"node", "nodes"} and self._chance(0.3):
            known = [v for v, t in now.types.items() if t == type_]
            if known:
                return f"${self._random.choice(known)}"
        variable = f"v{len(now.definitions)}"
        declared = type_
        default = ""
        has_default = not is_required_argument(argument) or not is_non_null_type(argument.type)
        if has_default and self._chance(0.3):
            declared = type_.removesuffix("!") if type_.endswith("!") else type_ + "!"
        if not declared.endswith("!") and self._chance(0.4):
            default = " = " + (
                "null" if self._chance(0.1) and not type_.endswith("!") else self._literal(field_name, name, argument)
            )
        elif declared.endswith("!") and self._chance(0.1):
            default = " = " + self._literal(field_name, name, argument)
        now.definitions[variable], now.types[variable] = declared + default, type_
        self._give(
            variable,
            self._values.sent(field_name, name, argument.type),
            optional=bool(default) or not declared.endswith("!"),
        )
        return f"${variable}"

    def _give(self, variable: str, value: Any, *, optional: bool) -> None:
        chance = self._random.random()
        if chance < (0.3 if optional else 0.005):
            return
        if chance < (0.34 if optional else 0.015):
            value = None
        self._now.values[variable] = value

    def _directives(self) -> str:
        text = ""
        for name in ("include", "skip"):
            if self._chance(0.04):
                text += f" @{name}(if: {self._condition(name)})"
        return text

    def _condition(self, name: str) -> str:
        likely = "true" if name == "include" else "false"
        other = "false" if name == "include" else "true"
        if self._chance(0.5):
            return likely if self._chance(0.7) else other
        now = self._now
        variable = f"v{len(now.definitions)}"
        declared = self._random.choice(("Boolean!", "Boolean! = true", "Boolean = false", "Boolean = true"))
        now.definitions[variable], now.types[variable] = declared, "directive"
        self._give(variable, self._values.flag(), optional="=" in declared)
        return f"${variable}"
