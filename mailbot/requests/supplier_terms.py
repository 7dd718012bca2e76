"""Does a supplier work with the group, at which terms, whom to call: all of it for members, the teaser for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from letters.parts import AnswerPart, HandedOver, SenderUnproven, WhichSupplier
from letters.terms_parts import (
    CategorySuppliers,
    NamedSupplier,
    NearAgency,
    NearbyAgencies,
    SupplierNotListed,
    SupplierSheet,
    SupplierTeaser,
)
from mailbot.incoming import Company, Handled, Incoming
from mailbot.operations import operation
from mailbot.requests.companies import company_meant
from mailbot.requests.membership import how_to_go_on
from mailbot.requests.which import which_supplier
from mailbot.understanding.directory import SupplierEntry, SupplierMention
from mailbot.understanding.meant import suppliers_in
from mailbot.understanding.spend import SpendCategory, find_category, similar_names
from mailbot.understanding.spots import Spot, find_spot
from models.geography import REGION_NAMES, Region, department_at, place_of
from models.mail import InboundStatus
from models.markdown import to_text
from schema.client import LocalClient

# More of them in one mail are a list that a human answers.
MOST_SUPPLIERS = 3
MOST_AGENCIES = 3
# The nearest agency is told wherever it is, others only up to here.
FARTHEST_KM = 150
MOST_OF_A_CATEGORY = 8
# Terms up to this length stand in the answer as a whole, longer ones with their beginning.
WHOLE_TERMS, TERMS_BEGINNING = 1_200, 600


async def handle(mail: Incoming, client: LocalClient) -> Handled | None:
    """Tell what there is of each supplier that is named, or of the category; None for anything else."""
    if mail.replies_to_answer:
        return None
    which = which_supplier(mail) if mail.proof.proven else None
    if which is not None:
        findings = _findings(mail.reading.choice, (), None, None)
        return Handled(InboundStatus.ANSWERED, "Question posée en retour.", (which,), findings, asks=True)
    mentions, unknown = _named(mail)
    if len(mentions) + len(unknown) > MOST_SUPPLIERS:
        return None
    unclear = [mention for mention in mentions if mention.ambiguous]
    clear = [mention.candidates[0] for mention in mentions if not mention.ambiguous]
    parts: list[AnswerPart] = []
    place = await _place(mail, client, mentions)
    for entry in clear:
        parts.append(await _of_supplier(mail, client, entry, place))
    category = None
    if not clear and not unclear:
        category = find_category(f"{mail.message.subject}\n{mail.text}", await _categories(client, mail))
        parts += await _of_category(mail, client, category, place) if category else []
    if mail.proof.proven:
        parts += [SupplierNotListed(name, similar_names(name, mail.directory)) for name in unknown]
        parts += [WhichSupplier(one.as_written, tuple(e.name for e in one.candidates)) for one in unclear]
    return _handled(mail, parts, _findings(mentions, unknown, category, place)) if parts else None


def _handled(mail: Incoming, parts: Sequence[AnswerPart], findings: tuple[tuple[str, str], ...]) -> Handled:
    asks = any(isinstance(part, SupplierNotListed | WhichSupplier) for part in parts)
    told = any(isinstance(part, SupplierSheet | NearbyAgencies) for part in parts)
    reserved = any(isinstance(part, SupplierTeaser | CategorySuppliers) for part in parts) and not told
    outcome = ["Conditions et contacts communiqués."] if told else []
    outcome += ["Informations publiques communiquées."] if reserved else []
    outcome += ["Question posée en retour."] if asks else []
    last = how_to_go_on(mail)
    closing = (last,) if reserved and not mail.viewer.is_active_member else ()
    if isinstance(last, SenderUnproven):
        outcome.append("Expéditeur non prouvé.")
    status = InboundStatus.ANSWERED if mail.proof.proven else InboundStatus.HANDED_OVER
    return Handled(status, " ".join(outcome), (*parts, *closing), findings, asks=asks)


def _named(mail: Incoming) -> tuple[tuple[SupplierMention, ...], tuple[str, ...]]:
    """The suppliers that are named now; those of the earlier mails only when none is."""
    if mail.earlier_text:  # the subject was there before
        mentions, unknown = suppliers_in(mail.texts[0], mail.directory)
        if mentions or unknown:
            return mentions, unknown
    return mail.reading.suppliers, mail.reading.unknown_suppliers


# Where.


async def _place(mail: Incoming, client: LocalClient, mentions: Sequence[SupplierMention]) -> Spot | None:
    """The place that the mail names, else the sender's company's."""
    members = (await client.run(operation("company_places"), {}, mail.viewer))["viewer"]["members"]
    meant = company_meant(mail)
    own = [one for one in members if isinstance(meant, Company) and one["siret"] == meant.siret] or members
    home = own[0]["postcode"] if own else None
    names = {mention.as_written for mention in mentions}
    text = f"{mail.message.subject}\n{mail.text}"
    taken = [(at, at + len(name)) for name in names for at in _places_of(name, text)]
    found = find_spot(text, taken, department_at(home))
    if found is not None and found.postcode is None and found.department is not None:
        found = _spot(f"{found.department}000")
    if found is None and own and _spot(home) is None and own[0]["city"]:  # a postcode that isn't located, a CEDEX
        return find_spot(f"à {own[0]['city']}", (), department_at(home))
    return found or _spot(home)


def _places_of(name: str, text: str) -> list[int]:
    found, at = [], text.find(name)
    while at >= 0:
        found.append(at)
        at = text.find(name, at + 1)
    return found


def _spot(postcode: str | None) -> Spot | None:
    place = place_of(postcode)
    return None if place is None else Spot(f"{place.city} ({place.postcode})", place.postcode, place.department)


# One supplier.


async def _of_supplier(mail: Incoming, client: LocalClient, entry: SupplierEntry, place: Spot | None) -> AnswerPart:
    """Its sheet where the schema opens the gates, else its teaser."""
    sheet = (await client.run(operation("supplier_sheet"), {"id": entry.id}, mail.viewer))["supplier"]
    if sheet is None:  # it was deleted a moment ago
        return HandedOver()
    terms = sheet["terms"]
    if terms["__typename"] != "SupplierTerms" or sheet["agencies"]["__typename"] != "AgencyConnection":
        regions = [REGION_NAMES[Region(one)].rstrip(".") for one in sheet["regions"] if one != Region.ELSEWHERE]
        categories = tuple(one["name"] for one in sheet["categories"])
        return SupplierTeaser(sheet["name"], sheet["summary"], categories, tuple(sorted(regions)))
    article, shortened = _article(terms["general"], terms["special"])
    near = await _near(mail, client, {"supplierIds": [entry.id]}, place)
    agencies = near or tuple(_agency(one) for one in sheet["agencies"]["nodes"])
    return SupplierSheet(
        supplier=sheet["name"],
        summary=sheet["summary"],
        article=article,
        shortened=shortened,
        agencies=agencies,
        place=place.name if near and place else None,
        car_rental=sheet["carRental"],
        temp_agency=sheet["tempAgency"],
    )


def _article(general: str | None, special: str | None) -> tuple[str | None, bool]:
    """The terms as plain text, and whether they were shortened."""
    text = "\n\n".join(to_text(part) for part in (general, special) if part and part.strip())
    if len(text) <= WHOLE_TERMS:
        return text or None, False
    beginning = text[:TERMS_BEGINNING]
    # Up to the end of a line or sentence, so that no half sentence reads as a promise.
    end = max(beginning.rfind("\n"), beginning.rfind(". ") + 1, beginning.rfind("; ") + 1)
    return (beginning[:end] if end > 0 else beginning).rstrip() + " […]", True


async def _near(
    mail: Incoming, client: LocalClient, wanted: Mapping[str, Any], place: Spot | None, *, with_supplier: bool = False
) -> tuple[NearAgency, ...]:
    if place is None or place.postcode is None:
        return ()
    given = {"postcode": place.postcode, "first": MOST_AGENCIES, **wanted}
    found = (await client.run(operation("agencies_near"), {"input": given}, mail.viewer))["nearestAgencies"]
    if found["__typename"] != "NearestAgencies":
        return ()
    near = [one for number, one in enumerate(found["nodes"]) if not number or one["distanceKm"] <= FARTHEST_KM]
    return tuple(_agency(one["agency"], Decimal(str(one["distanceKm"])), with_supplier=with_supplier) for one in near)


def _agency(agency: Mapping[str, Any], distance: Decimal | None = None, *, with_supplier: bool = False) -> NearAgency:
    name = agency["name"]
    if with_supplier and agency["supplier"]["name"] not in name:
        name = f"{agency['supplier']['name']}, {name}"
    return NearAgency(name, agency["contactName"], agency["phone"], agency["email"], agency["city"], distance)


# A category.


async def _categories(client: LocalClient, mail: Incoming) -> list[SpendCategory]:
    data = await client.run(operation("categories"), {}, mail.viewer)
    return [SpendCategory(one["id"], one["name"], one["description"]) for one in data["categories"]]


async def _of_category(
    mail: Incoming, client: LocalClient, category: SpendCategory, place: Spot | None
) -> list[AnswerPart]:
    """Its suppliers, and for members the agencies near them."""
    given = {"category": category.id, "first": MOST_OF_A_CATEGORY}
    found = (await client.run(operation("category_suppliers"), given, mail.viewer))["suppliers"]
    if not found["nodes"]:
        return []
    named = tuple(NamedSupplier(one["name"], one["summary"]) for one in found["nodes"])
    others = found["totalCount"] - len(named)
    parts: list[AnswerPart] = [CategorySuppliers(category.name, named, others, for_member=mail.viewer.is_active_member)]
    near = await _near(mail, client, {"category": category.id}, place, with_supplier=True)
    return [*parts, NearbyAgencies(category.name, place.name, near)] if near and place else parts


# For the advisor.


def _findings(
    mentions: Sequence[SupplierMention], unknown: Sequence[str], category: SpendCategory | None, place: Spot | None
) -> tuple[tuple[str, str], ...]:
    lines = [
        ("Fournisseur", f"{' ou '.join(e.name for e in one.candidates)} (« {one.as_written} »)") for one in mentions
    ]
    lines += [("Fournisseur inconnu", name) for name in unknown]
    lines += [("Poste de dépenses", category.name)] if category else []
    lines += [("Lieu", place.name)] if place else []
    return tuple(lines)
