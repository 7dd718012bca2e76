"""The group of the tests: few companies, suppliers and people, each for a case; and asking as one of them."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tortoise.exceptions import ConfigurationError

import models
from access.viewer import ANONYMOUS, Viewer, load_viewer
from graph.context import Context
from graph.engine import Engine, Request
from models.database import dialect
from models.siret import is_valid_siret
from schema.build import build_schema
from settings import Settings


def engine(*, compiled: bool = True) -> Engine:
    """The engine, built once for each database; not compiled, every operation is the stock executor's."""
    try:
        return _engine(dialect(), compiled)
    except (RuntimeError, ConfigurationError):  # none is open: it is for what needs none
        return _engine(None, compiled)


@functools.cache
def _engine(dialect: str | None, compiled: bool) -> Engine:
    return Engine(build_schema(), compiled=compiled)


def siret(number: int) -> str:
    """An invented SIRET that passes its checks; the same number gives the same one."""
    siren = _with_check_digit(f"{number:08d}"[:8])
    return _with_check_digit(f"{siren}0001")


def _with_check_digit(digits: str) -> str:
    """The digits and the one that makes their Luhn sum a multiple of ten."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    found = digits + str(-total % 10)
    assert len(found) != 14 or is_valid_siret(found)
    return found


@dataclass
class Group:
    """Everything that `make_group` made, by what it is for."""

    stationery: models.Category
    rental: models.Category
    office: models.Supplier  # stationery, has an address for attachments
    cars: models.Supplier  # car rental, with code, terms, agencies
    temps: models.Supplier  # temp agency with coefficients, no address for attachments
    member: models.Member  # active
    other: models.Member  # active, of somebody else
    prospect: models.Member
    former: models.Member
    advisor: models.Person
    other_advisor: models.Person
    admin: models.Person
    owner: models.Person  # of member
    staff: models.Person  # of member too
    other_owner: models.Person
    prospect_owner: models.Person
    former_owner: models.Person
    double: models.Person  # acts for member and other
    lonely: models.Person  # acts for no company

    def people(self) -> dict[str, models.Person | None]:
        """Every kind of viewer by name; None is the public."""
        return {
            "anonymous": None,
            "prospect": self.prospect_owner,
            "former": self.former_owner,
            "member": self.owner,
            "other_member": self.other_owner,
            "double": self.double,
            "lonely": self.lonely,
            "advisor": self.advisor,
            "other_advisor": self.other_advisor,
            "admin": self.admin,
        }


async def make_group() -> Group:
    """Write the group into the open database."""
    engine().shared.clear()  # it may hold answers from another test's database
    stationery = await models.Category.create(code="PAPETERIE", name="Papeterie", description="Papier, stylos.")
    rental = await models.Category.create(code="LOCATION", name="Location de véhicules")
    office, cars, temps = await _suppliers(stationery, rental)
    for day, amount in ((dt.date(2016, 1, 1), "9.67"), (dt.date(2024, 11, 1), "11.88"), (dt.date(2026, 1, 1), "12.02")):
        await models.MinimumWage.create(valid_from=day, hourly_gross=Decimal(amount))
    advisor = await _person("sophie.conseil@centrale.test", "Sophie", "Conseil", staff=models.StaffRole.ADVISOR)
    other_advisor = await _person("marc.appui@centrale.test", "Marc", "Appui", staff=models.StaffRole.ADVISOR)
    admin = await _person("ada.direction@centrale.test", "Ada", "Direction", staff=models.StaffRole.ADMIN)
    status = models.MemberStatus
    member = await _company(1, "Boulangerie Éclair", status.MEMBER, advisor)
    other = await _company(2, "Garage du Lac", status.MEMBER, other_advisor)
    prospect = await _company(3, "Fleurs d’Août", status.PROSPECT, advisor)
    former = await _company(4, "Ancien Moulin", status.FORMER, advisor)
    double = await _person("dora.double@deux.test", "Dora", "Double", member, other)
    return Group(
        stationery=stationery,
        rental=rental,
        office=office,
        cars=cars,
        temps=temps,
        member=member,
        other=other,
        prospect=prospect,
        former=former,
        advisor=advisor,
        other_advisor=other_advisor,
        admin=admin,
        owner=await _person("claire@boulangerie-eclair.test", "Claire", "Éclair", member),
        staff=await _person("paul@boulangerie-eclair.test", "Paul", "Fournil", member),
        other_owner=await _person("gerard@garage-lac.test", "Gérard", "Lac", other),
        prospect_owner=await _person("flore@fleurs-aout.test", "Flore", "Août", prospect),
        former_owner=await _person("meunier@ancien-moulin.test", "Jean", "Meunier", former),
        double=double,
        lonely=await _person("seul@nulle-part.test", "Luc", "Seul"),
    )


async def _suppliers(
    stationery: models.Category, rental: models.Category
) -> tuple[models.Supplier, models.Supplier, models.Supplier]:
    office = await models.Supplier.create(
        code="bureau-clair", name="Bureau Clair", aliases=["BuroClair"], summary="Papeterie et mobilier.",
        attachment_email="comptes@bureau-clair.test",
        email_domains=["bureau-clair.test"],
    )  # fmt: skip
    cars = await models.Supplier.create(
        code="roulevite", name="Roulevite", aliases=["Roule Vite Location"], summary="Location de véhicules.",
        website="https://roulevite.test", car_rental=True, cdp_code="584213", attachment_email="pro@roulevite.test",
    )  # fmt: skip
    temps = await models.Supplier.create(
        code="interim-soleil", name="Intérim Soleil", summary="Travail temporaire.", temp_agency=True
    )
    for supplier, general, special in (
        (office, "Remise de 30 % sur le catalogue.", None), (cars, "Tarif groupe.", "Citer le code.")
    ):  # fmt: skip
        await models.SupplierTerms.create(
            supplier=supplier, general=general, special=special, valid_from=dt.date(2026, 1, 1)
        )
    await office.categories.add(stationery)
    await cars.categories.add(rental)
    for number, (city, postcode) in enumerate((("Lyon", "69003"), ("Nantes", "44000"), ("Lille", "59000"))):
        for supplier in (office, cars):
            await models.Agency.create(
                supplier=supplier, name=f"Agence de {city}", contact_name="Zoé Accueil", phone=f"04 00 00 00 0{number}",
                email=f"{city.lower()}@{supplier.code}.test", street="1 rue du Port", postcode=postcode, city=city,
            )  # fmt: skip
    await models.Coefficient.bulk_create(
        models.Coefficient(
            supplier=temps, contract_type=contract, qualification=qualification,
            value=Decimal("1.85") + number, valid_from=dt.date(2026, 1, 1),
        )
        for contract in models.ContractType
        for number, qualification in enumerate(("Cariste", "Électricien", "Manœuvre"))
    )  # fmt: skip
    return office, cars, temps


async def _company(number: int, name: str, status: models.MemberStatus, advisor: models.Person) -> models.Member:
    return await models.Member.create(
        siret=siret(number), legal_name=name, status=status, joined_on=dt.date(2020, 1, number), city="Lyon",
        postcode="69000", street="2 place du Four", advisor=advisor,
    )  # fmt: skip


async def _person(
    email: str, first: str, last: str, *companies: models.Member, staff: models.StaffRole | None = None
) -> models.Person:
    person = await models.Person.create(
        email=email, first_name=first, last_name=last, phone="06 00 00 00 00", staff_role=staff
    )
    for company in companies:
        await models.Affiliation.create(person=person, member=company)
    return person


class Ask:
    """Runs documents as a person, as a viewer, or as the public.

    Queries run compiled and by the stock executor: every test asserts that both give the same answer.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __call__(
        self, document: str, *, as_: models.Person | Viewer | None = None, **variables: Any
    ) -> dict[str, Any]:
        """The response map, without what it cost: see `tests/web/test_budgets.py`."""
        viewer, request = await viewer_of(as_), Request(document, variables)
        failed = engine().counts["failed plans"]
        answer = (await engine().run(request, Context(viewer, self._settings))).as_dict()
        assert engine().counts["failed plans"] == failed, "see the log"
        if is_query(document):
            stock = await engine(compiled=False).run(request, Context(viewer, self._settings))
            assert _without_order(stock.as_dict()) == _without_order(answer)
        answer.pop("extensions", None)
        return answer

    async def data(
        self, document: str, *, as_: models.Person | Viewer | None = None, **variables: Any
    ) -> dict[str, Any]:
        """The `data`; there must be no errors."""
        answer = await self(document, as_=as_, **variables)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found


def _without_order(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with its errors sorted: siblings are resolved at the same time, whoever fails first comes first."""
    errors = sorted(answer.get("errors", ()), key=lambda error: (str(error.get("path")), str(error.get("locations"))))
    return {**answer, "errors": [{**error, "extensions": error["extensions"]["code"]} for error in errors]}


def is_query(document: str) -> bool:
    """Whether running it twice is the same as once."""
    found = engine().document(document)
    if isinstance(found, list):
        return False
    operation = found.operation(None)
    # A check of a membership is noted, with its moment.
    return operation is not None and operation.is_query and "membershipCheck" not in document


async def viewer_of(person: models.Person | Viewer | None) -> Viewer:
    """The viewer that a person is; the public for None."""
    if person is None:
        return ANONYMOUS
    if isinstance(person, Viewer):
        return person
    viewer = await load_viewer(person.id)
    assert viewer is not None
    return viewer
