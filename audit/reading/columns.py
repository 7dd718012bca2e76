"""Which column of a spreadsheet is which, by the titles that French and English programs give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from audit.reading.cells import Cell, folded, written


class Role(StrEnum):
    """What a column says of a line, or of the invoice that the line belongs to."""

    NAME = auto()
    REFERENCE = auto()
    MAKER_REFERENCE = auto()
    GTIN = auto()
    QUANTITY = auto()
    UNIT = auto()
    BASE_QUANTITY = auto()
    NET_PRICE = auto()
    GROSS_PRICE = auto()
    DISCOUNT = auto()
    DISCOUNT_AMOUNT = auto()
    CHARGE = auto()
    COEFFICIENT = auto()
    NET_AMOUNT = auto()
    AMOUNT_WITH_VAT = auto()
    VAT_AMOUNT = auto()
    VAT_RATE = auto()
    NUMBER = auto()
    DATE = auto()
    SELLER = auto()
    COMPANY_NUMBER = auto()
    VAT_NUMBER = auto()
    CURRENCY = auto()
    KIND = auto()
    IGNORED = auto()


# Folded titles, `|` between them. The words of a longer title may stand around those of a synonym.
_SYNONYMS: Mapping[Role, str] = {
    Role.NAME: "designation|description|libelle|article|produit|intitule|nom du produit|nom article|nom produit|"
    "libelle article|libelle produit|designation article|designation produit|prestation|detail|item|item name|"
    "item description|product|product name|product description|line description|goods|"
    "qualification|fonction|poste|emploi|service|mission|tache",
    Role.REFERENCE: "ref|reference|code article|code produit|ref article|reference article|ref produit|"
    "reference produit|ref fournisseur|reference fournisseur|ref frs|code|sku|item code|item number|item no|"
    "product code|part number|article no|article number|n article|numero article|no article|code fournisseur article",
    Role.MAKER_REFERENCE: "ref fabricant|reference fabricant|ref constructeur|reference constructeur|mpn|"
    "code fabricant|manufacturer reference|manufacturer part number",
    Role.GTIN: "ean|ean13|ean 13|gtin|code ean|code barres|code barre|barcode|upc|code a barres",
    Role.QUANTITY: "qte|quantite|qt|qty|quantity|quantite facturee|qte facturee|qte livree|quantite livree|nombre|nb|"
    "nb unites|invoiced quantity|qte fact|volume|heures|nb heures|nombre d heures",
    Role.UNIT: "unite|u|uv|unit|uom|unite de vente|unite de facturation|unite de mesure|unite vente|cdt|"
    "conditionnement|unit of measure",
    Role.BASE_QUANTITY: "prix pour|base de prix|quantite de base|price per|base quantity|price base",
    Role.NET_PRICE: "prix unitaire|pu|p u|prix unit|prix unitaire ht|pu ht|p u ht|puht|prix ht|prix net|pu net|"
    "prix unitaire net|prix net ht|pu net ht|prix unitaire net ht|prix|tarif|tarif ht|unit price|net price|price|"
    "net unit price|unit cost|prix unit ht|taux horaire|prix de vente|rate per unit",
    Role.GROSS_PRICE: "prix brut|pu brut|pu brut ht|prix unitaire brut|prix brut ht|prix public|tarif brut|"
    "prix catalogue|prix tarif|gross price|list price|prix unitaire brut ht",
    Role.DISCOUNT: "remise|rem|taux remise|taux de remise|rabais|discount|discount rate|remise pct|remise en pct|"
    "remise pourcentage|rem pct|discount pct",
    Role.DISCOUNT_AMOUNT: "montant remise|remise ht|montant de la remise|discount amount|remise eur|remise euros",
    Role.CHARGE: "eco participation|eco contribution|eco part|eco taxe|ecotaxe|d3e|deee|frais ligne",
    Role.COEFFICIENT: "coefficient|coef|coeff",
    Role.NET_AMOUNT: "subtotal|item subtotal|sous total|sous total ht|"
    "montant ht|total ht|montant net ht|montant net|montant|total|total ligne|total ligne ht|"
    "prix total|prix total ht|montant ligne|montant ligne ht|montant total ht|montant total|total net|total net ht|ht|"
    "valeur ht|ca ht|line total|line amount|amount|net amount|total price|extended price|total amount|net total|"
    "mt ht|mnt ht|montant hors taxe|montant hors taxes|total hors taxe|total excl tax|amount excl tax|net",
    Role.AMOUNT_WITH_VAT: "ttc|montant ttc|total ttc|prix total ttc|total ligne ttc|montant ligne ttc|gross amount|"
    "amount incl tax|amount incl vat|total incl tax|total incl vat",
    Role.VAT_AMOUNT: "montant tva|montant de la tva|total tva|tva eur|mt tva|vat amount|tax amount",
    Role.VAT_RATE: "tva|taux tva|taux de tva|tva pct|vat|vat rate|vat pct|tax rate|taux",
    Role.NUMBER: "n facture|no facture|num facture|numero facture|numero de facture|n de facture|facture|"
    "facture n|ref facture|reference facture|invoice|invoice number|invoice no|invoice id|n piece|no piece|"
    "numero piece|numero de piece|piece|n document|numero document|numero de document|document number|avoir n|"
    "n avoir|numero avoir|facture no|facture numero|credit note",
    Role.DATE: "date facture|date de facture|date|date de facturation|date facturation|invoice date|issue date|"
    "date piece|date document|date emission|date d emission|date de la facture|date avoir",
    Role.SELLER: "fournisseur|vendeur|nom fournisseur|nom du fournisseur|raison sociale fournisseur|emetteur|"
    "supplier|vendor|seller|supplier name|vendor name|frs|tiers|"
    "intitule tiers|nom tiers|raison sociale",
    Role.COMPANY_NUMBER: "siren|siret|siren fournisseur|siret fournisseur|siret vendeur|siren vendeur",
    Role.VAT_NUMBER: "tva intracommunautaire|n tva|numero tva|numero de tva|n tva intracommunautaire|tva intra|"
    "vat number|vat id",
    Role.CURRENCY: "devise|monnaie|currency",
    Role.KIND: "type|type document|type de document|type piece|type de piece|nature|document type|invoice type",
    # What looks like one of the others and isn't.
    Role.IGNORED: "prix ttc|pu ttc|prix unitaire ttc|date echeance|date d echeance|echeance|due date|"
    "date commande|date de commande|date livraison|date de livraison|order date|delivery date|n commande|"
    "numero commande|numero de commande|commande|bon de livraison|n bl|bl|quantite commandee|qte commandee|"
    "qte cdee|reste a livrer|code client|ref client|reference client|client|customer|code tva|famille|categorie|"
    "category|poids|weight|n ligne|ligne|line|position|pos|n|no|"
    "prix ttc|devise ttc|compte|code comptable|compte comptable|centre de cout|chantier|affaire|type de ligne",
}
_EXACT = {title: role for role, titles in _SYNONYMS.items() for title in titles.split("|")}
_BY_WORDS = sorted(
    ((frozenset(title.split()), role) for title, role in _EXACT.items() if len(title) > 2),
    key=lambda each: (-len(each[0]), -max(map(len, each[0]))),
)
_MOST_TITLE = 60
# Of two columns with the same role, the one whose title has more of these.
_TELLING = set("net nette ht facture facturee intitule designation libelle description name nom".split())
_NET_OF_VAT = frozenset({"ht", "hors", "net", "nette", "excl"})
# P.U., H.T., T.T.C.
_INITIALS = re.compile(r"\b(?:p u|h t|t t c|t v a)\b")


_WHOLE = frozenset({"montant", "total", "amount"})
_OF_ONE = frozenset({"prix", "pu", "unitaire", "price", "unit"})


def with_joined_initials(text: str) -> str:
    """A folded text whose "h t" and "p u" are words again."""
    return _INITIALS.sub(lambda match: match[0].replace(" ", ""), text)


@dataclass(frozen=True, slots=True)
class Titles:
    """The row that names the columns: its place from 0, and the columns of the roles that were found."""

    row: int
    columns: Mapping[Role, int]
    names: tuple[str, ...]

    def title(self, role: Role) -> str:
        """The title as it is written."""
        return self.names[self.columns[role]]


def role_of(title: str) -> Role | None:
    """What a title means; None for one that nobody knows."""
    text = with_joined_initials(folded(title.replace("%", " pct ")))
    if not text or len(text) > _MOST_TITLE:
        return None
    bare = " ".join(word for word in text.split() if word not in {"eur", "euro", "euros"}) or text
    if bare in _EXACT:
        return _EXACT[bare]
    words = frozenset(bare.split())
    if "ttc" in words or ("incl" in words and words & {"vat", "tax"}):
        return Role.AMOUNT_WITH_VAT if words & _WHOLE and not words & _OF_ONE else Role.IGNORED
    return next((role for known, role in _BY_WORDS if known <= words), None)


def find_titles(rows: Sequence[Sequence[Cell]], within: int = 60, *, of_invoice: bool = False) -> Titles | None:
    """The first row that names enough: what was bought, and its amount or its quantity and price. `of_invoice`: any
    amount is enough, since something else says what it is of."""
    for index, row in enumerate(rows[:within]):
        names = tuple(written(cell) for cell in row)
        columns = _columns(names)
        if _is_enough(columns, names, of_invoice):
            return Titles(index, columns, names)
    return None


def _columns(names: Sequence[str]) -> dict[Role, int]:
    """The best column of each role: an exact title goes before one that only contains its words, a telling one
    ("PU net HT") before a vague one ("PU"), the first before others."""
    found: dict[Role, list[tuple[bool, int, int]]] = {}
    for column, name in enumerate(names):
        role = role_of(name)
        if role is not None and role is not Role.IGNORED:
            words = set(folded(name).split())
            found.setdefault(role, []).append((folded(name) not in _EXACT, -len(words & _TELLING), column))
    columns = {role: min(candidates)[2] for role, candidates in found.items()}
    others = {role: [each[2] for each in sorted(candidates)[1:]] for role, candidates in found.items()}
    if Role.REFERENCE not in columns and others.get(Role.NAME):
        columns[Role.REFERENCE] = others[Role.NAME][0]  # Article, Désignation
    if Role.GROSS_PRICE not in columns and others.get(Role.NET_PRICE):
        columns[Role.GROSS_PRICE] = others[Role.NET_PRICE][0]  # PU, PU net
    if Role.NET_PRICE not in columns and Role.GROSS_PRICE in columns and Role.DISCOUNT not in columns:
        columns[Role.NET_PRICE] = columns.pop(Role.GROSS_PRICE)
    return columns


def _is_enough(columns: Mapping[Role, int], names: Sequence[str], of_invoice: bool) -> bool:
    is_named = Role.NAME in columns or Role.REFERENCE in columns
    has_price = Role.NET_PRICE in columns or Role.GROSS_PRICE in columns
    if Role.NET_AMOUNT not in columns:
        return is_named and Role.QUANTITY in columns and has_price
    return is_named and (of_invoice or proves(columns) or _is_of_invoices(columns, names[columns[Role.NET_AMOUNT]]))


def proves(columns: Mapping[Role, int]) -> bool:
    """Whether a table tells how its amounts come about."""
    return not {Role.QUANTITY, Role.NET_PRICE, Role.GROSS_PRICE}.isdisjoint(columns)


def _is_of_invoices(columns: Mapping[Role, int], amount: str) -> bool:
    """Labels and amounts alone may be anything, such as what a bank booked; VAT and numbers are those of invoices."""
    return not {Role.NUMBER, Role.VAT_RATE}.isdisjoint(columns) or not _NET_OF_VAT.isdisjoint(folded(amount).split())
