"""The group of the bench: always the same rows, written straight into the tables that our migrations make."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import models
from models.database import dialect
from models.folding import fold
from tests.group import siret
from workflows.accounts import hash_token

CATEGORIES, SUPPLIERS, AGENCIES, COEFFICIENTS = 17, 2_000, 3, 12
MEMBERS, ATTACHMENTS = 20_000, 100_000
# One member in ten has more attachments than a page of the dashboard holds; the others have three.
BUSY_EVERY, BUSY_ATTACHMENTS, FEW_ATTACHMENTS = 10, 23, 3
STARTED = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)

_CITIES = ("Lyon", "Nantes", "Lille")
_QUALIFICATIONS = ("Cariste", "Électricien", "Manœuvre", "Préparateur de commandes", "Peintre", "Agent d’entretien")
_TRADES = ("Papeterie", "Énergie", "Location", "Intérim", "Téléphonie", "Emballage", "Entretien", "Carburant")
_STATUSES = tuple(models.AttachmentStatus)
_TAKEN = {models.AttachmentStatus.REFUSED, models.AttachmentStatus.CANCELLED, models.AttachmentStatus.ENDED}

# People of the group: their ids follow those of the members' people.
ADVISORS = 20

Table = tuple[str, tuple[str, ...], Iterable[tuple[Any, ...]]]


def token_of(person: int) -> str:
    """The session token of the person with this id, who acts for the member with the same id."""
    return f"bench-{person:06}"


def advisors() -> range:
    """The ids of the group's advisors."""
    return range(MEMBERS + 1, MEMBERS + ADVISORS + 1)


def is_busy(member: int) -> bool:
    """Whether the dashboard of this member is full."""
    return member % BUSY_EVERY == 0


def supplier_code(supplier: int) -> str:
    """The code of the supplier with this id."""
    return f"fournisseur-{supplier:04}"


def supplier_name(supplier: int) -> str:
    """Its name; in the order of names the ids are shuffled."""
    return f"{_TRADES[supplier * 7 % len(_TRADES)]} d’Août n° {supplier * 811 % SUPPLIERS:04}"


def cursors(page: int) -> list[str]:
    """The cursor at the end of each page of suppliers but the last."""
    ordered = sorted((fold(supplier_name(n)), n) for n in range(1, SUPPLIERS + 1))
    ends = ordered[page - 1 : SUPPLIERS - 1 : page]
    return [json.dumps([name, key], ensure_ascii=False, separators=(",", ":")) for name, key in ends]


def tables() -> Iterator[Table]:
    """Name, columns and rows of each table, in the order in which they may be written."""
    yield "category", ("id", "code", "name", "description"), _categories()
    columns: tuple[str, ...] = (
        "id", "code", "name", "aliases", "website", "summary", "attachment_email",
        "email_domains", "car_rental", "temp_agency", "cdp_code", "reply_domains", "sort_name",
    )  # fmt: skip
    yield "supplier", columns, _suppliers()
    columns = ("id", "supplier_id", "general", "special", "valid_from", "valid_to")
    yield "supplier_terms", columns, _terms()
    yield "supplier_category", ("supplier_id", "category_id"), _pairs()
    columns = ("id", "supplier_id", "name", "contact_name", "phone", "email", "street", "postcode", "city")
    yield "agency", columns, _agencies()
    columns = ("id", "supplier_id", "contract_type", "qualification", "value", "valid_from", "valid_to")
    yield "coefficient", columns, _coefficients()
    columns = ("id", "email", "first_name", "last_name", "phone", "password_hash", "staff_role", "active", "created_at")
    yield "person", columns, _people()
    columns = (
        "id", "siret", "siren", "legal_name", "status", "joined_on", "left_on", "street", "postcode", "city",
        "advisor_id", "sort_name", "search_text",
    )  # fmt: skip
    yield "member", columns, _members()
    yield "affiliation", ("id", "person_id", "member_id", "role"), ((n, n, n, "OWNER") for n in ids(MEMBERS))
    columns = ("id", "person_id", "token_hash", "created_at", "expires_at", "revoked_at", "user_agent")
    yield "session", columns, _sessions()
    columns = (
        "id", "member_id", "supplier_id", "account_number", "status", "open_key", "requested_by_id", "channel",
        "refusal_reason", "created_at", "updated_at",
    )  # fmt: skip
    yield "supplier_attachment", columns, _attachments()


def ids(count: int) -> range:
    """The ids of so many rows."""
    return range(1, count + 1)


def _categories() -> Iterator[tuple[Any, ...]]:
    return ((n, f"POSTE-{n:02}", f"Poste de dépenses {n}", "") for n in ids(CATEGORIES))


def _suppliers() -> Iterator[tuple[Any, ...]]:
    for n in ids(SUPPLIERS):
        row = models.Supplier(
            id=n, code=supplier_code(n), name=supplier_name(n), aliases=[f"Alias {n}"],
            summary=f"Le fournisseur n° {n} livre en 48 h, partout en France ; « sans frais » dès 90 € d’achat.",
            attachment_email=f"comptes@fournisseur-{n}.test",
        )  # fmt: skip
        row.derive()
        yield (
            n, row.code, row.name, json.dumps(row.aliases), f"https://fournisseur-{n}.test", row.summary,
            row.attachment_email, "[]", n % 5 == 0, n % 4 == 0, None,
            json.dumps(row.reply_domains), row.sort_name,
        )  # fmt: skip


def _terms() -> Iterator[tuple[Any, ...]]:
    """Those of last year, and those that hold now."""
    for n in ids(SUPPLIERS):
        last_year = (stored(dt.date(2025, 1, 1)), stored(dt.date(2025, 12, 31)))
        yield 2 * n - 1, n, f"**Remise de {n % 30} %** sur le catalogue de l’an dernier.", None, *last_year
        general = f'**Remise de {n % 40} %** sur le catalogue.\n\nFranco de port ; facture à 30 jours, sans "minimum".'
        special = None if n % 3 else "Citer le nom du groupe."
        yield 2 * n, n, general, special, stored(dt.date(2026, 1, 1)), None


def _pairs() -> Iterator[tuple[int, int]]:
    return ((n, 1 + (n + step) * 5 % CATEGORIES) for n in ids(SUPPLIERS) for step in range(1 + n % 3))


def _agencies() -> Iterator[tuple[Any, ...]]:
    for n in ids(SUPPLIERS * AGENCIES):
        supplier, city = 1 + (n - 1) // AGENCIES, _CITIES[n % AGENCIES]
        email = f"{city.lower()}@fournisseur-{supplier}.test"
        phone = f"04 00 00 {supplier // 100:02} {supplier % 100:02}"
        yield n, supplier, f"Agence de {city}", "Zoé Accueil", phone, email, "1 rue du Port", "69000", city


def _coefficients() -> Iterator[tuple[Any, ...]]:
    chance = random.Random(1)
    for n in ids(SUPPLIERS * COEFFICIENTS):
        supplier, place = 1 + (n - 1) // COEFFICIENTS, (n - 1) % COEFFICIENTS
        contract = tuple(models.ContractType)[place % 2]
        value = exact(Decimal(chance.randrange(17_000, 23_000)) / 10_000)
        yield n, supplier, contract.value, _QUALIFICATIONS[place // 2], value, stored(dt.date(2026, 1, 1)), None


def _people() -> Iterator[tuple[Any, ...]]:
    for n in ids(MEMBERS):
        yield n, f"claire-{n}@membre-{n}.test", "Claire", f"Éclair-{n}", "06 00 00 00 00", None, None, True, moment(n)
    for n in advisors():
        yield n, f"conseil-{n}@centrale.test", "Aïcha", f"Conseil-{n}", None, None, "ADVISOR", True, moment(n)


def _members() -> Iterator[tuple[Any, ...]]:
    for n in ids(MEMBERS):
        row = models.Member(id=n, siret=siret(n), legal_name=f"Boulangerie Éclair n° {n}", city="Lyon")
        row.derive()
        yield (
            n, row.siret, row.siren, row.legal_name, "MEMBER", stored(dt.date(2020, 1, 1)), None, "2 place du Four",
            "69000", row.city, advisors()[n % ADVISORS], row.sort_name, row.search_text,
        )  # fmt: skip


def _sessions() -> Iterator[tuple[Any, ...]]:
    expires = stored(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    return ((n, n, hash_token(token_of(n)), moment(n), expires, None, "bench") for n in ids(MEMBERS + ADVISORS))


def _attachments() -> Iterator[tuple[Any, ...]]:
    key = 0
    for place in range(BUSY_ATTACHMENTS):
        for member in ids(MEMBERS):
            if place >= (BUSY_ATTACHMENTS if is_busy(member) else FEW_ATTACHMENTS):
                continue
            key += 1
            supplier = 1 + (member * 7 + place * 37) % SUPPLIERS
            status = _STATUSES[(member // BUSY_EVERY + place) % len(_STATUSES)]
            yield (
                key, member, supplier, None if place % 4 == 3 else f"C-{key:06}", status.value,
                None if status in _TAKEN else f"{member}:{supplier}", member, "WEB", None, moment(key), moment(key),
            )  # fmt: skip
    assert key == ATTACHMENTS


def moment(number: int) -> Any:
    """One of the minutes since the beginning."""
    return stored(STARTED + dt.timedelta(minutes=number % 400_000))


def stored(value: dt.date) -> Any:
    """A day or a moment as the driver of the open database takes it, and as Tortoise writes it there."""
    if dialect() == "postgres":
        return value
    return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()


def exact(value: Decimal) -> Any:
    """A number as the driver of the open database takes it."""
    return value if dialect() == "postgres" else str(value)
