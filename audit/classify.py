"""What a line charges, by its words and numbers: a product, freight, a deposit, a discount, a tax, … or nothing at all.

A word counts where a line begins, after words like “participation aux”: a toner “dont éco-participation” is a toner.
What no rule knows is a product, because a product that is taken for a fee would vanish from the audit.
"""

from __future__ import annotations

import dataclasses
import re

from audit.invoice import Adjustment, Invoice, Line, LineKind
from models.folding import fold

_LEADING = (
    r"(?:(?:participation|contribution forfaitaire|forfait|supplement|complement|total|montant|votre|vos|autres?|moins|"
    r"dont|deduction|reprise|retour|facturation|remboursement) (?:(?:aux?|de|des|du|d|l|la|les|sur) )*)*"
)
_CARRIERS = "chronopost|colissimo|dhl|ups|tnt|gls|fedex|geodis|dpd|mondial relay"
# Only these may follow a bare “livraison”: whoever delivers a sofa names it.
_DELIVERED = (
    rf"(?: (?:express|standard|simple|rapide|gratuite?|offerte?|a domicile|sur site|france|{_CARRIERS}|ht|\d+\w*))*$"
)

# The first that holds, on the folded text (small letters, no accents, no punctuation).
_RULES: tuple[tuple[LineKind, str], ...] = (
    (
        LineKind.DOWN_PAYMENT,
        r"acomptes?\b|arrhes\b|avances?(?: (?:sur|versees?|du|client|forfaitaire)\b|$)|down payment|"
        r"prepayment|situation \d",
    ),
    (
        LineKind.TAX,
        r"eco ?(?:participations?|contributions?|taxes?|part|organisme|emballage|mobilier|systeme|valobat)\b|"
        r"(?:taxe )?(?:deee|d3e)\b|tva\b|tgap\b|ticfe\b|ticgn\b|cspe\b|tcfe\b|turpe\b|cta\b|accise\b|octroi de mer|"
        r"contributions? (?:environnementales?|recyclage|rep|eco\w*|tarifaires?|au service public|copie)|rep pmcb|"
        r"(?:remuneration (?:pour )?|redevance )?copie privee|redevance (?:pollution|ecologique|audiovisuelle)|"
        r"taxes?\b(?! (?:carburant|gasoil|gazole))|droits? de douane|timbres? fisca|"
        r"environmental (?:fee|tax|contribution)",
    ),
    (
        LineKind.FREIGHT,
        r"(?:frais |couts? |forfait )(?:de |d )?(?:port|transport|livraison|expedition|envoi|affranchissement|"
        r"acheminement|messagerie)\b|port(?: (?:et|ou|du|avance|forfaitaire|facture|franco|emballage|ht|payant)\b|$)|"
        rf"franco\b|(?:livraison|transport|expedition|affranchissement|acheminement){_DELIVERED}|"
        r"(?:surcharge|taxe|surtaxe|indexation|hausse) (?:carburant|gasoil|gazole)|"
        r"(?:gasoil|gazole|carburant) transport|"
        r"(?:shipping|freight|postage|carriage|delivery)(?: (?:cost|charge|fee|and handling)s?)?$",
    ),
    (
        LineKind.DEPOSIT,
        r"(?:de)?consign(?:e|es|ation|ations|ees?)\b(?! (?:de )?(?:securite|incendie|evacuation|tri|generale|en cas))|"
        r"depots? de garantie|cautions?(?: |$)(?!solidaire)|emballages? consignes?|"
        r"palettes? (?:europe |eur |epal )?consignees?|(?:bottle )?deposit\b",
    ),
    (
        LineKind.DISCOUNT,
        r"(?:remises?|rabais|ristournes?|escomptes?)\b(?! (?:en|a niveau|a neuf|des cles))|geste commercial|code promo|"
        r"bons? d achat|rfa\b|rebate|discount\b",
    ),
    (
        LineKind.FEE,
        r"frais (?:de |d )?(?:dossier|gestion|facturation|administra|traitement|commande|preparation|manutention|"
        r"emballage|service|encaissement|recouvrement|rejet|impaye|relance|retard|annulation|fixes|palettisation|"
        r"decoupe|urgence|divers|annexes)\w*\b|minimum de (?:commande|facturation)|petites? commandes?|penalites?\b|"
        r"interets? (?:de retard|moratoire)|indemnites? forfaitaire|agios\b|administrati[fv]s?\b|"
        r"(?:handling|service|processing|administration) (?:fee|charge)s?",
    ),
)
_HEADS = [(kind, re.compile(f"^{_LEADING}(?:{pattern})")) for kind, pattern in _RULES]
# Discounts only where something is taken off: “réduction laiton 20/27” is a part of a pipe.
_TAKEN_OFF = re.compile(r"^(?:reductions?|promo(?:tion)?s?|avoirs?|bonifications?|offre|fidelite|primes?)\b")
_SUMS = re.compile(
    r"^(?:sous ?tota(?:l|ux)|sub ?total|a reporter|report(?: (?:page|de la page|ht|a nouveau)|$)|net a payer|"
    r"tota(?:l|ux) (?:ht|ttc|hors|bl|bon|du (?:bon|bl|mois|site)|de (?:la|l)|general|commande|livraison|page|net|"
    r"brut)\b|"
    r"total$|montant (?:total|ht|ttc)\b|base ht)"
)


def kind_of(line: Line) -> LineKind:
    """What the line charges; what its format says about it (any kind but PRODUCT) stays."""
    if line.kind is not LineKind.PRODUCT:
        return line.kind
    said = fold(line.name)
    if not (line.quantity and line.net_price) and not line.net_amount and not _is_given(line):
        return LineKind.TEXT
    if _SUMS.match(said):
        return LineKind.TEXT
    amount = line.net_amount or 0
    if amount < 0 and _TAKEN_OFF.match(said):
        return LineKind.DISCOUNT
    return _by_words(said) or LineKind.PRODUCT


def _is_given(line: Line) -> bool:
    """Goods for nothing: a quantity, and a price or an amount of zero that somebody wrote."""
    return bool(line.quantity) and (line.net_amount is not None or line.net_price is not None)


def _by_words(said: str) -> LineKind | None:
    return next((kind for kind, head in _HEADS if head.match(said)), None)


def kind_of_adjustment(adjustment: Adjustment) -> LineKind:
    """What is taken off the whole document is a discount; what is added is what its reason says, else a fee."""
    if adjustment.kind is not LineKind.DISCOUNT:
        return adjustment.kind
    named = _by_words(fold(adjustment.reason or ""))
    if adjustment.amount <= 0:
        return named if named in (LineKind.DOWN_PAYMENT, LineKind.DEPOSIT) else LineKind.DISCOUNT
    return named if named and named is not LineKind.DISCOUNT else LineKind.FEE


def classified(invoice: Invoice) -> Invoice:
    """The invoice with the kinds of its lines and adjustments.

    Where nothing but transport was charged, transport is what was bought: a carrier's invoice.
    """
    kinds = [kind_of(line) for line in invoice.lines]
    if LineKind.PRODUCT not in kinds:
        kinds = [LineKind.PRODUCT if kind is LineKind.FREIGHT else kind for kind in kinds]
    return dataclasses.replace(
        invoice,
        lines=tuple(dataclasses.replace(line, kind=kind) for line, kind in zip(invoice.lines, kinds, strict=True)),
        adjustments=tuple(dataclasses.replace(each, kind=kind_of_adjustment(each)) for each in invoice.adjustments),
    )
