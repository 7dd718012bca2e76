"""The words that invoices use: titles of columns, totals, subtotals, notes between lines; French and English."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a column holds."""

    POSITION = "POSITION"
    REFERENCE = "REFERENCE"
    GTIN = "GTIN"
    TEXT = "TEXT"
    QUANTITY = "QUANTITY"
    # A quantity that isn't what is charged: ordered, still to come, number of parcels.
    OTHER_QUANTITY = "OTHER_QUANTITY"
    UNIT = "UNIT"
    PRICE = "PRICE"
    GROSS = "GROSS"
    NET = "NET"
    DISCOUNT = "DISCOUNT"
    COEFFICIENT = "COEFFICIENT"
    AMOUNT = "AMOUNT"
    # With VAT: a price or an amount.
    WITH_VAT = "WITH_VAT"
    VAT = "VAT"
    DATE = "DATE"
    # Of a table of VAT rates, never of lines.
    BASE = "BASE"
    OTHER = "OTHER"


TEXTS = frozenset({Role.TEXT, Role.REFERENCE, Role.GTIN, Role.UNIT, Role.DATE, Role.OTHER, Role.POSITION})
PRICES = (Role.PRICE, Role.NET, Role.GROSS)

# The first that is found in a title says its role; titles are folded (`folded`).
_TITLES: tuple[tuple[Role, str], ...] = (
    (Role.DATE, r"^dates? (de |d |du |des )?(la )?(prestations?|livraisons?|commandes?|interventions?|operations?|services?)$"),
    (Role.BASE, r"^(steuerbasis|nettobasis|bemessungsgrundlage)|^(base|bases|assiette)( (ht|tva|taxable|imposable))*$|^net ht base"),
    (Role.WITH_VAT, r"\b(ttc|tvac|toutes taxes|incl|gross amount)\b"),
    (Role.OTHER, r"^(n|numero|no) (d )?(appel|ligne|telephone|tel|mobile|sim|pesee|recepisse|contrat|lot)$|^(eco ?part\w*|eco ?contrib\w*|eco ?taxe|deee|dee|d3e|tgap|droits|taxe|poids\b(?!.*\b(qte|quantite|qt)\b).*|n? ?(de )?serie|lot|dlc|dluo|origine|"
                 r"montant (de la )?(tva|remise)|total tva|tva montant|mt tva|vat amount|tax amount|appareil|dossier|voyageur|vehicule|immat\w*|carte|chauffeur|indice|frais|observations?|tailles?|couleur|beneficiaire|(n |numero )?(de )?(bl|bons?( de (livraison|commande))?)( n)?|n (de )?(commande|cde)|commande|matricule|salarie)$"),
    (Role.VAT, r"^(mwst|ust|mehrwertsteuer|steuer|ust satz|mwst satz|steuersatz)( %| in %)?$|^((code|taux|tx|t|%|c)? ?(de )?tva ?%?( ?\(?%\)?)?|tva .{0,6}|vat.{0,8}|tax(es)?|tax rate|taxe ?%|ct|tx|tv|tva code|taux)$"),
    (Role.REFERENCE, r"^(code|ref|refs|reference|n|no|numero|num) (de |d )?(l )?(art\w*|prod\w*|four\w*|client|item)$|^(article|item|art) (n|no|num|number|nr)$"),
    (Role.COEFFICIENT, r"\bcoef\w*"),
    (Role.DISCOUNT, r"^(r ?%|% ?r|r ?\d( ?%)?|% ?r ?\d|rem\d( ?%)?)$|\b(rem|rems|remise|remises|rab|rabais|rse|discount|disc|rist|ristourne|reduction|reduc|dto|rabatt|nachlass)\b"),
    (Role.NET, r"^(prix|pu|px) remise$|^(netto( ?einzelpreis| ?preis)|(einzel)?preis netto)$|\b(prix|pu|p u|tarif|price|unitaire|unit)\b.*\bnets?\b|^p net$|\bnets? (unit\w*|price|pu)\b|^(net)$|^pun( ht)?$|prix remise"),
    (Role.GROSS, r"^(brutto( ?einzelpreis| ?preis)|listenpreis)$|\b(prix|pu|p u|tarif)\b.*\b(bruts?|public|catalogue|base|tarif|avant)\b|\bbrut (unit\w*|ht)\b|^(tarif|brut|p brut|pub|ppht|pub ht|pub)( ht)?$|list price"),
    (Role.AMOUNT, r"^(tot|tot ht|p ?t|p ?t ht|ligne ht|total eur|subtotal|sub total)$|\b(gesamt\w*|betrag|wert|nettowert|warenwert|entgelt|gesamtwert|summe|gp|nettobetrag|positionsbetrag|zeilensumme|positionssumme)\b|\b(prix|price) (total|tot|ht total|net total)\b|^(prix|valeur) (total\w*|de vente total)"),
    (Role.PRICE, r"\b(px|pxu|p unit)\b|\b(einzelpreis|stuckpreis|e ?preis|ep|preis|stundensatz)\b|\b(prix|pu|puht|p u|price|unit cost|cost|cout|rate|tarif\w*|pvht|pv)\b|\b(montant|valeur|taux) (unit\w*|horaire|journalier|facture|ht unit\w*)\b"
                 r"|^(unitaire|taux|euro par unite|eur unite)( ht)?$|\bunitaire\b"),
    (Role.AMOUNT, r"\b(montants?|mont|totaux|total|mt|mtt|mnt|amount|valeur|somme|ext|extended|sum|net ht|ht net|net amount|facture ht|a payer)\b|^(ht|total|prix ht total)( en)?( eur| euros?)?$"),
    (Role.TEXT, r"^(produits?|articles?|marchandises?|prestations?|fournitures?) (livre|facture|vendu|commande|execute|realise)\w*$"),
    (Role.OTHER_QUANTITY, r"\b(qtes?|quantites?|qty|qt)\b.*\b(cdees?|cd|commandees?|cmd|ordered|restantes?|rest|reliquat|rel|a livrer|backorder)\b|^(reliquat|colis|nb colis|nbre colis|reste|nb col)$"),
    (Role.GTIN, r"\b(gtin|ean|ean ?13|code ?barres?|gencod\w*)\b"),
    (Role.QUANTITY, r"^conso(s|mmations?)?( (en )?\w{1,6})?$|\b(qtites?|quant)\b|\b(menge|anzahl|stuckzahl|anz|std|stunden)\b|\b(qtes?|quantites?|qty|qties|qt|qts|quantity|quantities|nombre|nbre|nb|heures|hours|hrs|volume|vol|jours|units|q|livre|livrees?|duree|nbr|kwh|colis|metrage|surface|tonnage|pieces)\b|^(base|btl|bouteilles?|litres?|litrage|kg|kilos?|tonnes?|m3|m2|pcs|ech|uvc|flacons?|boites?|paires?)$"),
    (Role.TEXT, r"\b(bezeichnung|artikelbezeichnung|artikelbeschreibung|beschreibung|leistung\w*|produkt|text|positionstext|warenbezeichnung)\b|\b(desi\w*|description|descriptif|libelles?|intitule|prestations?|produits?|detail\w*|nature|objet|rubriques?|services?|item|items|postes?|particulars|travaux|ouvrages|denomination|marchandises?|operations?|fournitures?|product|products|goods|details|offres?|abonnements?|destination|lots?)\b"),
    (Role.REFERENCE, r"\b(artikel ?(nr|nummer|no)?|art ?nr|produkt ?nr|best ?nr|sachnummer|artikelnummer)\b|\b(refs?|reference|references|code|codes|sku|part|n article|no article|num article|n art|article no|item no|item code|cip\w*|acl|cnk|lpp)\b|^(art)$"),
    (Role.UNIT, r"^(einheit|einh|me|mengeneinheit|eh)$|^(unites?|units?|un|u|uv|uf|ua|ud|unit of measure|uom|um|cond\w*|u ?(de )?(vente|v|fact\w*|m)|unite (de )?(vente|fact\w*|mesure)|pcb|par|pack|emb|emballage)$"),
    (Role.DATE, r"^(datum|zeitraum|leistungs(datum|zeitraum)|lieferdatum)$|^(dates?|periodes?|period|du|au|jour|semaine|sem|date .{0,14}|mois|livraison|du .{0,3}au)$"),
    (Role.POSITION, r"^(n|no|num|pos|position|ligne|lig|ln|line|#|rang|lfd nr|nr|pos nr|item n|n ligne|n lig)$"),
    (Role.REFERENCE, r"^(articles?|n produit)$"),
    (Role.UNIT, r"^(unite .{0,8}|conditionnement)$"),
)  # fmt: skip
# "€/kWh", "Euros HT / tonne": money for one of something.
_RATE = re.compile(r"(€|\beur|\beuros)\s?(ht\s?)?/\s?[a-zà-ÿ]")
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _TITLES)

_SUBTOTAL = re.compile(
    r"^(sous[ -]?tot\w*|s ?/? ?total|s t |st |total (du |de la |de l |des |lot|bl|bon|page|rubrique|section|chantier|site|poste|livraison|cde|commande|partiel|intermediaire|periode|salarie|mission|ligne)"
    r"|a reporter|report\b|reporte|total a reporter|montant reporte|montant a reporter|cumul|carried|brought|subtotal (of|for)|total (carried|brought)|ubertrag|zwischensumme)"
)
_TOTAL = re.compile(
    r"^((total|totaux|montant|mt|net|somme|solde|reste|sub ?total|grand total|amount|balance)\b.{0,28}$|base ht|base tva|base |tva\b|t v a|dont tva|vat\b|taux\b|"
    r"total |net a payer|a payer|acompte|deja regle|deja paye|arrete|"
    r"montant (ht|ttc|tva|total|net|du)|ht\b|ttc\b|eur\b|invoice total|total due|amount due|tax\b|code tva|netto(?![yi])\w*|summe|gesamt\w*|rechnungs(betrag|summe)|endbetrag|zahlbetrag|mwst|ust\b|steuer\w*|zzgl|umsatzsteuer|warenwert)"
)
_FINAL = re.compile(
    r"^(total (general|brut|net|ht|hors|h t|ttc|tva|facture|des lignes|marchandises?|eur|euros?|a payer|du document|amount|due|vat|tax|excl\w*|incl\w*|avant|en euros?|montant)|total$|totaux"
    r"|montant (total|ht|ttc|tva|net|hors|du|brut)|net (a payer|commercial|ht|a regler|total|financier)|sub ?total$|subtotal\b|grand total|base (ht|tva)|tva\b|t v a\b|vat\b|ht$|ttc$|hors taxes?$|amount due|balance due|invoice total|nettobetrag|netto(summe)?\b|summe\b|gesamt\w*|rechnungs(betrag|summe)|endbetrag|zahlbetrag|mwst\b|ust\b|steuerbetrag|umsatzsteuer|warenwert|total\b.{0,14}$)"
)
_NOTE = re.compile(
    r"^((notre |votre |n |v |vos? |nos? )?bons? de (livraison|commande)|(notre |votre |n |v )?bl\b|b l\b|(votre |notre |v |n )?(commande|cde|cmde)\b|v ref|n ref|vos? ref|nos? ref|livraison (du|le|n)|livre le|bon n|"
    r"(affaire|chantier|dossier|devis|livraison|expedition|marche) (n|no|num|du)\b|adresse de livraison|delivery note|your order|suite (de la |page|au)|page \d)"
)
# Titles of what stands below the lines: taxes by rate, sums, terms of payment.
_CLOSING = re.compile(
    r"(umsatz|mehrwert)?steuer(aufschlusselung|aufstellung)|belegsummen|rechnungssummen|zahlungs(bedingungen|informationen)"
    r"|zu und abschlage|(detail|ventilation|recapitulatif) (de la |des )?tva|recapitulatif|(conditions|modalites) de (paiement|reglement)"
    r"|echeances?|echeancier|(vat|tax) (summary|breakdown|analysis|details)|payment (terms|details|information)"
)
# A sum that is told in a sentence.
_TOLD = re.compile(
    r"\b(total|montant|somme)\b.{0,20}\b(ht|h t|hors taxes?|ttc|toutes taxes|a payer|a regler)\b|^hors taxes?\b|^(net )?a (payer|regler)\b"
)
_OF_PAPERS = re.compile(
    r"^(?:(?:n|no|num|numero|votre|notre|v|n) )*(?:bl|b l|bons?|livraisons?|commandes?|cdes?|devis|chantiers?|affaires?|dossiers?)\b"
)
_DISCOUNT = re.compile(r"\b(remises?|rabais|ristourne|reduction|discount|rebate|abzgl|abzuglich|nachlass)\b|rabatt\b")
# What a row says that tells nothing but how a price came about.
_PRICING = frozenset(
    "rabatt artikelrabatt artikelgesamtrabatt gesamtrabatt nachlass basis abschlag abzgl bruttopreis nettopreis listenpreis einzelpreis"
    " stk std remise remises rabais prix brut net public tarif catalogue unitaire ht pu soit au lieu de sur base discount list price"
    " gross unit off eur euro".split()
)
_GENERAL = frozenset(
    "ht ttc tva hors taxes taxe net nets brut general facture factures document eur euro euros a payer regler du amount due vat tax"
    " excl incl excluding including lignes marchandises marchandise montant commande avant remise global articles".split()
)
# Among these are all characters that combine with others.
_MARKS = re.compile("[\u0300-\U0010ffff]+")
_DROP = re.compile(r"[^\w%#&+]+")
_DOTTED = re.compile(r"\b(\w)\.(?=\s?\w\.|\s|$|\w\b)")


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """Lower case without accents or punctuation: "P.U. H.T. (€)" becomes "pu ht", "N° d'article" "n d article"."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.replace("°", " ").replace("º", " "))
        plain = _MARKS.sub(_unmarked, plain)
    if "." in plain:
        plain = _DOTTED.sub(r"\1", plain)
    plain = plain.replace("€", " ")
    return " ".join(_DROP.sub(" ", plain).split())


def _unmarked(found: re.Match[str]) -> str:
    return "".join([char for char in found[0] if not unicodedata.combining(char)])


@lru_cache(maxsize=8192)
def role_of(title: str) -> Role | None:
    """The role of a column with this title; None when the words aren't a title that we know."""
    text = folded(title)
    if not text or len(text) > 44:
        return None
    if _RATE.search(title.casefold()) and "ttc" not in text:
        return Role.PRICE
    return next((role for role, pattern in _COMPILED if pattern.search(text)), None)


def is_of_papers(title: str) -> bool:
    """Whether the codes under a title are those of other papers, and name nothing that is sold: "N° BL", "Commande"."""
    return _OF_PAPERS.search(folded(title)) is not None


def is_subtotal(text: str) -> bool:
    """Whether a row with this (folded) text sums up a part of the lines, or carries a sum over a page."""
    return _SUBTOTAL.match(text) is not None


def is_total(text: str) -> bool:
    """Whether a row with this (folded) text is of the totals below the lines, if nothing speaks for a line."""
    return _TOTAL.match(text) is not None


def tells_total(text: str) -> bool:
    """Whether a row with this (folded) text and an amount says in a sentence what all lines make."""
    return _TOLD.search(text) is not None


def is_partial(text: str) -> bool:
    """Whether a total's (folded) text names something that not all invoices have: "total main d oeuvre"."""
    found = text.split()
    return len(found) > 1 and found[0] == "total" and not set(found[1:]) & _GENERAL


def is_payment(text: str) -> bool:
    """Whether a row with this (folded) text may charge a down payment: above all other lines it does."""
    return text.startswith("acompte ")


def ends_lines(text: str) -> bool:
    """Whether a row with this (folded) text is surely below the lines."""
    return _FINAL.match(text) is not None


def closes(text: str) -> bool:
    """Whether a row of this (folded) text alone titles what stands below the lines."""
    return _CLOSING.fullmatch(text) is not None


def is_pricing(text: str) -> bool:
    """Whether a row with this (folded) text says nothing but how a price came about: "Remise 10 % sur 12,00"."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return any(map(str.isdigit, text)) and bool(words) and all(word in _PRICING for word in words)


def is_discount(text: str) -> bool:
    """Whether a row with this text takes something off."""
    return _DISCOUNT.search(folded(text)) is not None


def is_note(text: str) -> bool:
    """Whether a row with this (folded) text stands between lines and belongs to none: a delivery note, an order number."""
    return _NOTE.match(text) is not None
