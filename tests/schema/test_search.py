"""Search and filters: what people type is found, and is never more than text."""

from __future__ import annotations

from typing import Any

import pytest

import models
from access.conditions import Arg, Contains
from access.viewer import ANONYMOUS
from graph.context import Context
from graph.rows import Order, select
from settings import Settings
from tests.group import Ask, Group, siret

SUPPLIERS = """query ($search: String, $category: ID, $carRentalOnly: Boolean! = false, $tempAgencyOnly: Boolean! = false) {
  suppliers(search: $search, category: $category, carRentalOnly: $carRentalOnly, tempAgencyOnly: $tempAgencyOnly) {
    totalCount nodes { name } } }"""  # noqa: E501
MEMBERS = """query ($search: String, $status: MemberStatus) {
  members(search: $search, status: $status) { totalCount nodes { legalName } } }"""


async def found(ask: Ask, **arguments: Any) -> set[str]:
    page = (await ask.data(SUPPLIERS, **arguments))["suppliers"]
    names = {node["name"] for node in page["nodes"]}
    assert page["totalCount"] == len(names)
    return names


@pytest.mark.parametrize("search", ["Intérim", "interim", "INTÉRIM", "inte\u0301rim", " intérim soleil ", "erim",
                                    "travail temporaire", "intérim-soleil"])  # fmt: skip
async def test_accents_and_case_do_not_matter(ask: Ask, search: str) -> None:
    assert await found(ask, search=search) == {"Intérim Soleil"}


@pytest.mark.parametrize(("search", "expected"), [
    ("BuroClair", {"Bureau Clair"}), ("roule vite", {"Roulevite"}), ("mobilier", {"Bureau Clair"}),
    ("zzz", set()), ("", {"Bureau Clair", "Roulevite", "Intérim Soleil"}), ("oulevite location", {"Roulevite"}),
    ("rouleviite", {"Roulevite"}), ("roul", {"Roulevite"}), ("zzz papeterie", set()), ("bureauclair", {"Bureau Clair"}),
    ("l’intérim", {"Intérim Soleil"}), ("voitures", {"Roulevite"}), ("location papeterie", set()),
    ("vehicule à louer", {"Roulevite"}), ("les", set()),
])  # fmt: skip
async def test_names_aliases_and_the_summary_are_searched(ask: Ask, search: str, expected: set[str]) -> None:
    assert await found(ask, search=search) == expected


async def test_ligatures_are_two_letters(ask: Ask) -> None:
    await models.Supplier.create(code="oeuf", name="L’Œuf du Cœur")
    for search in ("oeuf", "Œuf", "cœur", "COEUR", "l'oeuf", "L’œuf"):
        assert await found(ask, search=search) == {"L’Œuf du Cœur"}


@pytest.mark.parametrize(("search", "text"), [
    ("%", "100 % laine"), ("_", "sous_sol"), ("\\", "a\\b"), ("100%", "100 % laine"), ("s_l", "sous_sol"),
    ("a\\b", "a\\b"), ("*", "cinq * étoiles"), ("[a-z]", "[a-z]"),
])  # fmt: skip
async def test_wildcards_are_only_characters(ask: Ask, group: Group, search: str, text: str) -> None:
    """Folding drops them today; if that ever changes they must not match everything."""
    await models.Supplier.create(code="x", name=text)
    names = await found(ask, search=search)
    letters = "".join(character for character in search if character.isalnum())
    assert letters == "" or names <= {text}


@pytest.mark.parametrize("value", ["%", "_", "100%", "s_l", "a\\b", "'", "\\", "\\%", "''", '"'])
async def test_the_condition_itself_is_literal(db: str, settings: Settings, value: str) -> None:
    """Below the schema, where nothing is folded: `Contains` finds the text as it is written and nothing else."""
    texts = ["100%", "100 pour cent", "sous_sol", "s_l", "sol", "a\\b", "ab", "l'œuf", '"x"', "\\%", "''"]
    for number, text in enumerate(texts):
        await models.Category.create(code=str(number), name=text)
    condition = Contains("name", Arg("search"))
    context = Context(ANONYMOUS, settings)
    rows = await select(models.Category, context, condition, Order(), arguments={"search": value})
    names = {row.name for row in rows if isinstance(row, models.Category)}
    assert names == {text for text in texts if value in text}


INJECTIONS = [
    "'; DROP TABLE supplier; --", "' OR '1'='1", "\" OR \"\"=\"", "') OR TRUE --", "$1", "?1", "%s", "{0}", "{}",
    "\\'; SELECT pg_sleep(5); --", "1; ATTACH DATABASE 'x' AS x", "\u02bc OR 1=1", "/* */", "E'\\\\047'",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
async def test_statements_in_a_search_are_text(ask: Ask, group: Group, text: str) -> None:
    await found(ask, search=text)
    data = await ask.data(MEMBERS, search=text, as_=group.advisor)
    assert data["members"]["totalCount"] in (0, 1, 4), "nothing, a letter, or all where no letter is left"
    assert (await ask.data("query ($c: String) { supplier(code: $c) { name } }", c=text))["supplier"] is None
    assert await models.Supplier.all().count() == 3


@pytest.mark.parametrize("secret", ["584213", "Remise de 30", "Citer le code", "comptes@bureau-clair", "Zoé Accueil",
                                    "Cariste", "Tarif groupe"])  # fmt: skip
@pytest.mark.parametrize("who", ["anonymous", "member", "admin"])
async def test_what_is_gated_is_not_searched_by(ask: Ask, group: Group, who: str, secret: str) -> None:
    page = (await ask.data(SUPPLIERS, search=secret, as_=group.people()[who]))["suppliers"]
    assert page == {"totalCount": 0, "nodes": []}


async def test_filters_narrow_together(ask: Ask, group: Group) -> None:
    stationery, rental = f"Category:{group.stationery.id}", f"Category:{group.rental.id}"
    assert await found(ask, category=stationery) == {"Bureau Clair"}
    assert await found(ask, category=rental) == {"Roulevite"}
    assert await found(ask, carRentalOnly=True) == {"Roulevite"}
    assert await found(ask, tempAgencyOnly=True) == {"Intérim Soleil"}
    assert await found(ask, category=rental, carRentalOnly=True, search="roule") == {"Roulevite"}
    assert await found(ask, category=stationery, carRentalOnly=True) == set()
    assert await found(ask, carRentalOnly=True, tempAgencyOnly=True) == set()
    assert len(await found(ask, carRentalOnly=False, search=None, category=None)) == 3
    assert await found(ask, category="Category:999") == set()


async def test_a_category_by_the_id_of_something_else(ask: Ask) -> None:
    answer = await ask(SUPPLIERS, category="Supplier:1")
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_a_supplier_in_two_categories_is_found_once(ask: Ask, group: Group) -> None:
    await group.cars.categories.add(group.stationery)
    assert await found(ask, category=f"Category:{group.stationery.id}") == {"Bureau Clair", "Roulevite"}
    data = await ask.data('{ supplier(code: "roulevite") { categories { code } } }')
    assert data["supplier"]["categories"] == [{"code": "LOCATION"}, {"code": "PAPETERIE"}]


@pytest.mark.parametrize(("search", "expected"), [
    ("éclair", {"Boulangerie Éclair"}), ("lyon", {"Boulangerie Éclair", "Garage du Lac", "Fleurs d’Août",
                                                  "Ancien Moulin"}),
    (siret(2), {"Garage du Lac"}), (siret(2)[3:9], {"Garage du Lac"}), ("fleurs d'aout", {"Fleurs d’Août"}),
    ("place du Four", set()), ("claire@boulangerie", set()),
])  # fmt: skip
async def test_companies_by_name_city_or_siret(ask: Ask, group: Group, search: str, expected: set[str]) -> None:
    data = await ask.data(MEMBERS, search=search, as_=group.advisor)
    assert {node["legalName"] for node in data["members"]["nodes"]} == expected


@pytest.mark.parametrize(("status", "expected"), [("PROSPECT", {"Fleurs d’Août"}), ("FORMER", {"Ancien Moulin"})])
async def test_companies_by_status(ask: Ask, group: Group, status: str, expected: set[str]) -> None:
    data = await ask.data(MEMBERS, status=status, as_=group.advisor)
    assert {node["legalName"] for node in data["members"]["nodes"]} == expected


async def test_only_the_group_lists_companies(ask: Ask, group: Group) -> None:
    for who, person in group.people().items():
        answer = await ask(MEMBERS, as_=person)
        if who in ("advisor", "other_advisor", "admin"):
            assert answer["data"]["members"]["totalCount"] == 4
        else:
            assert answer["data"] == {"members": None}
            code = "UNAUTHENTICATED" if person is None else "FORBIDDEN"
            assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
