"""What does a temp cost: the coefficient and the hour at each agency, for members; the formula for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from access.viewer import ANONYMOUS
from letters.french import NBSP, format_day, format_euros, format_hours
from letters.parts import AnswerPart
from letters.staffing_parts import (
    StaffingFormula,
    StaffingLine,
    StaffingNoPrice,
    StaffingQuote,
    WhichQualification,
    WhichWage,
)
from mailbot.incoming import Handled, Incoming
from mailbot.operations import operation
from mailbot.requests.membership import how_to_go_on
from mailbot.understanding.amounts import LEGAL_WEEK, WageProblem
from mailbot.understanding.sentences import split_subject
from mailbot.understanding.staffing import StaffingUnderstanding, read_staffing
from mailbot.understanding.trades import Trade, nearly_named
from models.folding import fold
from models.france import today
from models.geography import department_at
from models.mail import InboundStatus
from schema.client import LocalClient

# A reader compares no more than these.
MOST_LINES = 6
# Several of them are of one supplier, at one price.
MOST_NEAR = 12
MOST_TRADES = 3
_MOST_SUGGESTED = 8
_CONTRACTS = {"GESTION": "gestion", "DELEGATION": "délégation"}
_PROBLEMS = {WageProblem.NET: "net", WageProblem.UNCLEAR: "à préciser"}


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Calculate, or ask for the one thing that is missing. Whoever is no member gets the formula."""
    known = (await client.run(operation("qualifications"), {}, mail.viewer))["qualifications"]
    if known["__typename"] != "QualificationList":
        return await _public(mail, client)
    names = [one["name"] for one in known["nodes"]]
    found = read_staffing(*_texts(mail), names, mail.directory, today(), await _home(mail, client))
    if mail.reading.inferred and not found.mentions and not found.unknown:
        found = replace(found, mentions=mail.reading.suppliers)
    findings = _findings(found)
    question = _question(found, mail.text, known["nodes"])
    if question is not None:
        return Handled(InboundStatus.ANSWERED, "Question posée en retour.", (question,), findings, asks=True)
    if len(found.trades) > MOST_TRADES:
        return None
    asked = _Asked(found, await _suppliers(found, mail, client))
    parts = [await _quote(mail, client, asked, trade) for trade in found.trades]
    return _handled(parts, findings)


def _texts(mail: Incoming) -> tuple[str, str]:
    """What was written now, and what was written before: a subject with "Re:" is of before, too."""
    subject, inherited = split_subject(mail.message.subject)
    now, earlier = mail.message.new_text, mail.earlier_text
    return (now, f"{subject}\n{earlier}") if inherited or earlier else (f"{subject}\n{now}", earlier)


def _handled(parts: Sequence[AnswerPart], findings: tuple[tuple[str, str], ...]) -> Handled:
    quoted = any(isinstance(part, StaffingQuote) for part in parts)
    asks = any(isinstance(part, WhichWage | WhichQualification) for part in parts)
    human = any(isinstance(part, StaffingNoPrice) for part in parts)
    told = ["Coût calculé et communiqué."] if quoted else []
    told += ["Question posée en retour."] if asks else []
    told += ["Aucun coefficient : le conseiller se renseigne."] if human else []
    status = InboundStatus.HANDED_OVER if human else InboundStatus.ANSWERED
    return Handled(status, " ".join(told), tuple(parts), findings, asks=asks)


# Who is no member.


async def _public(mail: Incoming, client: LocalClient) -> Handled:
    """The formula and the minimum wage, which are public, and how to go on."""
    data = await client.run(operation("staffing_formula"), {}, mail.viewer)
    wage = data["minimumWage"]
    parts: list[AnswerPart] = [how_to_go_on(mail)]
    if wage is not None:
        parts.insert(0, StaffingFormula(Decimal(wage["hourlyGross"]), dt.date.fromisoformat(wage["validFrom"])))
    proven = mail.proof.proven
    return Handled(
        InboundStatus.ANSWERED if proven else InboundStatus.HANDED_OVER,
        "Formule publique communiquée ; aucun coefficient." + ("" if proven else " Expéditeur non prouvé."),
        tuple(parts),
    )


# What is missing.


def _question(found: StaffingUnderstanding, text: str, known: Sequence[Mapping[str, Any]]) -> AnswerPart | None:
    """The one thing that must be asked first."""
    if not found.trades:
        usual = sorted(known, key=lambda one: (-one["supplierCount"], one["name"]))
        names = [one["name"] for one in usual]
        likely = dict.fromkeys((*nearly_named(text, names), *names))
        return WhichQualification(tuple(likely)[:_MOST_SUGGESTED])
    if found.wage is not None and found.wage.problem is not None:
        return WhichWage(found.wage.problem.value, found.wage.as_written or None)
    return None


async def _home(mail: Incoming, client: LocalClient) -> str | None:
    """The department of the sender's company, for towns that share a name."""
    data = await client.run(operation("company_places"), {}, mail.viewer)
    members = data["viewer"]["members"]
    return department_at(members[0]["postcode"]) if members else None


# Whom to ask for a price.


@dataclass(frozen=True)
class _Suppliers:
    """The temp agencies that the mail names, by id, and the names of what is none."""

    ids: tuple[str, ...]
    others: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(frozen=True)
class _Asked:
    found: StaffingUnderstanding
    suppliers: _Suppliers


async def _suppliers(found: StaffingUnderstanding, mail: Incoming, client: LocalClient) -> _Suppliers:
    """A name that several agencies share stands for all of them: each has its line."""
    if not found.mentions and not found.unknown:
        return _Suppliers((), (), {})
    agencies = await _temp_agencies(client)
    own = fold(mail.viewer.display_name).split()
    ids: dict[str, str] = {}
    others: dict[str, None] = dict.fromkeys(found.unknown)
    for mention in found.mentions:
        if mention.score < 1 and fold(mention.as_written) in own:
            continue  # the sender's own name, below the mail
        fitting = [entry for entry in mention.candidates if entry.id in agencies]
        ids |= {entry.id: entry.name for entry in fitting}
        others |= {} if fitting else {mention.candidates[0].name: None}
    return _Suppliers(tuple(ids), tuple(others), ids)


async def _temp_agencies(client: LocalClient) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while True:
        page = (await client.run(operation("temp_agencies"), {"after": after}, ANONYMOUS))["suppliers"]
        found |= {one["id"] for one in page["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


# The price.


async def _quote(mail: Incoming, client: LocalClient, asked: _Asked, trade: Trade) -> AnswerPart:
    found, suppliers = asked.found, asked.suppliers
    given: dict[str, Any] = {"qualification": trade.name, "contractTypes": [found.contract] if found.contract else None}
    given |= {"at": found.start and found.start.isoformat(), "hours": _text(_hours(found, trade))}
    given |= {"grossHourlyWage": _text(found.wage.hourly if found.wage else None)}
    given |= {"postcode": found.spot and found.spot.postcode, "supplierIds": list(suppliers.ids) or None}
    given |= {"nearCount": MOST_NEAR}
    result = await _ask(client, given, mail)
    without: tuple[str, ...] = ()
    if suppliers.ids and result["__typename"] == "StaffingCost":
        priced = {offer["supplier"]["id"] for offer in result["offers"]}
        without = tuple(name for key, name in suppliers.names.items() if key not in priced)
        if not priced:
            result = await _ask(client, given | {"supplierIds": None}, mail)
    if result["__typename"] == "InvalidInput":
        return await _invalid(result["userErrors"], mail, client, found)
    place = found.spot.name if found.spot and found.spot.postcode else None
    if not result["offers"]:
        return StaffingNoPrice(trade.name, dt.date.fromisoformat(result["at"]), place)
    return _shown(result, asked, trade, without, place)


async def _ask(client: LocalClient, given: Mapping[str, Any], mail: Incoming) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (await client.run(operation("staffing_cost"), {"input": given}, mail.viewer))[
        "staffingCost"
    ]
    return found


async def _invalid(
    errors: Sequence[Mapping[str, str]], mail: Incoming, client: LocalClient, found: StaffingUnderstanding
) -> AnswerPart:
    """What the API doesn't take: a wage below the minimum of the day, above all."""
    if any(error["field"] == "grossHourlyWage" for error in errors):
        at = {"at": found.start and found.start.isoformat()}
        wage = (await client.run(operation("staffing_formula"), at, mail.viewer))["minimumWage"]
        amount = found.wage.hourly if found.wage else None
        if wage and amount is not None and amount < Decimal(wage["hourlyGross"]):
            return WhichWage("TOO_LOW", format_euros(amount), Decimal(wage["hourlyGross"]))
        return WhichWage("INVALID")
    return WhichQualification()


def _shown(
    result: Mapping[str, Any], asked: _Asked, trade: Trade, without: tuple[str, ...], place: str | None
) -> StaffingQuote:
    found = asked.found
    distinct = _distinct(result["offers"])
    offers = _first(distinct)
    hours = _hours(found, trade)
    since = dt.date.fromisoformat(result["minimumWage"]["validFrom"]) if result["isMinimumWage"] else None
    written = trade.as_written if trade.as_written.casefold() != trade.name.casefold() else None
    return StaffingQuote(
        qualification=result["qualification"]["name"],
        gross=Decimal(result["grossHourlyWage"]),
        lines=tuple(_line(offer, hours, alone=_is_alone(offer, distinct)) for offer in offers),
        at=dt.date.fromisoformat(result["at"]),
        as_written=written,
        minimum_wage_since=since,
        wage_assumed=found.wage is None,
        monthly=found.wage.monthly if found.wage else None,
        hours=hours,
        hours_made_of=_made_of(found, trade, hours),
        contract_guessed=_CONTRACTS[found.contract] if found.contract and found.contract_is_guessed else None,
        place=place,
        others=len(distinct) - len(offers),
        not_agencies=asked.suppliers.others,
        without_price=without,
    )


def _distinct(offers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each price of a supplier once, at the nearest of the agencies that have it."""
    nearest: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for offer in offers:
        price = (offer["supplier"]["id"], offer["contractType"], offer["factors"]["coefficient"])
        if price not in nearest or (offer["distanceKm"] or 0) < (nearest[price]["distanceKm"] or 0):
            nearest[price] = offer
    kept = {id(offer) for offer in nearest.values()}
    return [offer for offer in offers if id(offer) in kept]


def _first(offers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The cheapest, as many of each type of contract, in the order of the API."""
    kinds = {offer["contractType"] for offer in offers}
    most = MOST_LINES // len(kinds)
    kept = {kind: [offer for offer in offers if offer["contractType"] == kind][:most] for kind in kinds}
    return [offer for offer in offers if offer in kept[offer["contractType"]]]


def _is_alone(offer: Mapping[str, Any], offers: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing can be cheaper or dearer, since it is the only one of its type of contract."""
    return [one["contractType"] for one in offers].count(offer["contractType"]) == 1


def _line(offer: Mapping[str, Any], hours: Decimal | None, *, alone: bool) -> StaffingLine:
    agency = offer["agency"]["name"] if offer["agency"] else None
    supplier = offer["supplier"]["name"]
    named = supplier if agency is None else agency if supplier in agency else f"{supplier}, {agency}"
    terms, factors = offer["coefficient"], offer["factors"]
    added, distance = offer["hourlyCostIfAdded"], offer["distanceKm"]
    return StaffingLine(
        agency=named,
        contract=_CONTRACTS[offer["contractType"]],
        coefficient=Decimal(factors["coefficient"]),
        valid_from=dt.date.fromisoformat(terms["validFrom"]),
        factor=Decimal(factors["ifmIccpFactor"]),
        hourly=Decimal(offer["hourlyCost"]),
        total=Decimal(offer["totalCost"]) if hours is not None else None,
        hourly_if_added=None if added is None else Decimal(added),
        cheapest=offer["cheapest"] and not alone,
        distance_km=None if distance is None else Decimal(str(distance)),
        valid_to=None if terms["validTo"] is None else dt.date.fromisoformat(terms["validTo"]),
    )


# How long.


def _hours(found: StaffingUnderstanding, trade: Trade) -> Decimal | None:
    hours = found.working.hours
    return None if hours is None else hours * (trade.count or 1)


def _made_of(found: StaffingUnderstanding, trade: Trade, hours: Decimal | None) -> str | None:
    """The hours as a product that a reader can check, unless they are one week's or were given."""
    working, count = found.working, trade.count or 1
    if hours is None or (working.total is None and working.weeks is None and count == 1):
        return None if hours is None else f"{format_hours(hours)} (une semaine)"
    factors = [f"{count}{NBSP}personnes"] if count > 1 else []
    if working.total is not None:
        factors.append(format_hours(working.total))
    else:
        factors += [working.lasting.replace(" ", NBSP)] if working.lasting else []
        weekly = format_hours(working.weekly or LEGAL_WEEK)
        factors.append(f"{weekly} par semaine" + ("" if working.weekly else ", la durée légale"))
    return f"{format_hours(hours)} ({' × '.join(factors)})" if len(factors) > 1 else format_hours(hours)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


# For the advisor.


def _findings(found: StaffingUnderstanding) -> tuple[tuple[str, str], ...]:
    lines = [("Qualification", f"{trade.name} (« {trade.as_written} »)") for trade in found.trades]
    lines += [("Fournisseur", " ou ".join(e.name for e in mention.candidates)) for mention in found.mentions]
    lines += [("Fournisseur inconnu", name) for name in found.unknown]
    if found.wage is not None:
        hourly = found.wage.hourly
        told = f"{format_euros(hourly)} brut de l’heure" if hourly is not None else found.wage.as_written
        lines.append(("Salaire", told + (f" ({_PROBLEMS[found.wage.problem]})" if found.wage.problem else "")))
    if found.contract is not None:
        guessed = " (d’après le message)" if found.contract_is_guessed else ""
        lines.append(("Contrat", _CONTRACTS[found.contract] + guessed))
    if found.working.weekly is not None:
        lines.append(("Heures par semaine", format_hours(found.working.weekly)))
    lines += [("Durée", found.working.lasting)] if found.working.lasting else []
    lines += [("À partir du", format_day(found.start))] if found.start else []
    lines += [("Lieu", found.spot.name)] if found.spot else []
    return tuple(dict.fromkeys(lines))
