"""Documents made to cost a server as much as they can: the known ways, each as large as 50 KB allow."""

from __future__ import annotations


def nested(levels: int) -> str:
    """`{ supplierAttachment { member { supplierAttachments { nodes { member … } } } } }`, so many levels deep."""
    names = ["supplierAttachment(id: 1)", *(["member", "supplierAttachments(first: 1)", "nodes"] * levels)][
        : levels - 1
    ]
    return "{ " + " { ".join([*names, "__typename"]) + " }" * levels


def numbered(count: int, text: str) -> str:
    """The text so many times, `#` replaced by a number."""
    return " ".join(text.replace("#", str(number)) for number in range(count))


def everyone_spreads_everyone(count: int) -> str:
    """Fragments in cycles, without a single field: as many ways through them as permutations."""
    spreads = numbered(count, "...F#")
    return "{ ...F0 } " + numbered(count, f"fragment F# on Query {{ {spreads} }}")


def doubling(count: int, leaf: str) -> str:
    """Each fragment spreads the next one twice: 2^count leaves."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return f"{{ ...F0 }} {chain} fragment F{count} on Query {{ {leaf} }}"


def chain(count: int) -> str:
    """Each fragment spreads the next one."""
    return " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(count))


ATTACKS = {
    # Deep.
    "deep fields": nested(60),
    "deeper than the parser goes": "{ viewer " + "{ person " * 900 + "{ id }" + " }" * 900 + " }",
    "deep inline fragments": "{ viewer " + "{ ... " * 900 + "{ roles }" + " }" * 900 + " }",
    "deep lists": "{ node(id: " + "[" * 1_900 + "]" * 5 + ") { id } }",
    "deep objects": "mutation { signIn(input: " + "{a: " * 480 + "1" + "}" * 480 + ") { __typename } }",
    "brackets": "(" * 49_900,
    # Many of the same.
    "aliases": "{ viewer { " + numbered(650, "a#: displayName") + " } }",
    "aliases at the root": "{ " + numbered(650, "a#: __typename") + " }",
    "aliased pages": "{ " + numbered(140, "a#: suppliers { nodes { name } }") + " }",
    "roots in a fragment": "{ ...F } fragment F on Query { " + numbered(30, "a#: viewer { roles }") + " }",
    "fields": "{ viewer { ...F } } fragment F on Viewer { " + "roles " * 1_010 + "}",
    "one field again and again": "{ viewer { " + "displayName " * 985 + "} }",
    "one key again and again": "{ viewer { " + "a: displayName " * 650 + "} }",
    "one object again and again": "{ viewer { " + "person { id } " * 330 + "} }",
    "one list again and again": "{ viewer { " + "supplierAttachments(first: 3) { __typename } " * 160 + "} }",
    "one deep object again and again": "{ viewer { " + "members { people { person { id email } } } " * 140 + " } }",
    "one type again and again": "{ node(id: 1) { " + "... on Supplier { agencies { __typename } } " * 170 + "} }",
    "fields that contradict": "{ viewer { " + "a: displayName a: roles " * 240 + "} }",
    "arguments": "{ node(" + "id: 1 " * 600 + ") { id } }",
    "unknown arguments": "{ suppliers(" + numbered(490, "firs#: 1") + ") { totalCount } }",
    "unknown fields": "{ viewer { " + numbered(900, "displayNam#") + " } }",
    "unknown types": "{ node(id: 1) { " + numbered(290, "... on Supplierrrrrrrrrr# { id }") + " } }",
    # Directives.
    "directives": "{ viewer { roles " + "@skip(if: false) " * 240 + "} }",
    "unknown directives": "{ viewer { roles " + "@x " * 980 + "} }",
    # Fragments and operations.
    "cycles": everyone_spreads_everyone(25),
    "more cycles": everyone_spreads_everyone(40),
    "doubling fields": doubling(150, "categories { name }"),
    "doubling within the bounds": doubling(40, "categories { name }"),
    "doubling nothing": doubling(150, "...Nowhere"),
    "one long chain": "{ ...F0 } " + chain(245),
    "fragments side by side": "{ viewer { " + numbered(49, "...F#") + " } } "
    + numbered(49, "fragment F# on Viewer { members { people { person { email id } } } }"),
    "unused fragments": "{ viewer { roles } } " + numbered(280, "fragment F# on Viewer { roles }"),
    "operations": numbered(220, "query Q# { viewer { roles } }"),
    "anonymous operations": "{ viewer { roles } } " * 320,
    "operations through a chain": numbered(150, "query Q# { ...F0 }") + chain(120) + "fragment F120 on Query { a }",
    "variables": "query (" + numbered(490, "$v#: Int") + ") { viewer { roles } }",
    "definitions of types": numbered(240, "type T# { a: Int }"),
    # Values.
    "an object of strangers": "mutation { signIn(input: {" + numbered(480, 'emai#: "a"') + "}) { __typename } }",
    "an object of doubles": "mutation { signIn(input: {" + 'email: "a" ' * 480 + "}) { __typename } }",
    "objects for ids": "{ nodes(ids: [" + "{a: 1} " * 390 + "]) { id } }",
    "a huge number": "{ suppliers(first: " + "9" * 49_900 + ") { totalCount } }",
    "a huge fraction": "{ suppliers(first: 1." + "9" * 49_900 + ") { totalCount } }",
    "a huge name": "{ " + "x" * 49_900 + " }",
    "long names": "{ " + " ".join("x" * 2_400 + str(number) for number in range(20)) + " }",
    "a huge enum value": "{ supplierAttachments(status: " + "S" * 49_900 + ") { totalCount } }",
    "a comment": "#" + "x" * 49_900 + "\n{ viewer { nothing } }",
    "commas": "{ viewer { nothing } }" + "," * 49_900,
    # Introspection.
    "introspection in circles": "{ __schema { types { "
    + "fields { type { " * 20 + "name" + " } }" * 20 + " } } }",
    "introspection by the way": '{ __type(name: "Query") { '
    + "fields { type { " * 3 + "name" + " } }" * 3 + " } }",
    "introspection of subtypes": "{ __schema { types { "
    + "possibleTypes { interfaces { " * 3 + "name" + " } }" * 3 + " } } }",
    "types of types": "{ __schema { types { " + "ofType { " * 99 + "name" + " }" * 99 + " } } }",
    "introspection again and again": "{ "
    + numbered(20, "a#: __schema { types { fields { name description isDeprecated deprecationReason"
    " args { name description defaultValue type { name kind } } type { name kind } } } }") + " }",
    # Answers that could be too large.
    "pages of pages": "{ viewer { members { supplierAttachments(first: 100) { nodes { member {"
    " supplierAttachments(first: 100) { nodes { id } } } } } } } }",
    "pages of variables": "query($n: Int!) { members(first: $n) { nodes { supplierAttachments(first: $n) { nodes {"
    " supplier { agencies(first: $n) { ... on AgencyConnection { nodes { id } } } } } } } } }",
    "lists of lists": "{ viewer { members { people { member { people { member { people { member { people { role"
    " person { email } } } } } } } } } }",
    "all sign-ins at once": "mutation { "
    + numbered(11, 'a#: signIn(input: {email: "a", password: "#"}) { __typename }') + " }",
}  # fmt: skip

# Valid documents whose values are refused when they run.
REFUSED_VALUES = {
    "ids": "{ nodes(ids: [" + '"Supplier:1" ' * 1_900 + "]) { id } }",
    "a huge text": '{ node(id: "' + "x" * 49_900 + '") { id } }',
    "a huge text of escapes": '{ node(id: "' + "\\u00e9" * 8_300 + '") { id } }',
    "a huge text beyond the BMP": '{ node(id: "' + "😀" * 49_900 + '") { id } }',
    "a block of lines": '{ node(id: """' + "\n  x" * 12_000 + '""") { id } }',
    "a block of nothing": '{ node(id: """' + "\n" * 49_900 + '""") { id } }',
}
