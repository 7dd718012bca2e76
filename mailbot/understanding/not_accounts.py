"""Numbers that are never an account at a supplier, whatever they are called: secrets, cards, counts, other accounts."""

from __future__ import annotations

import re

from mailbot.understanding.words import any_of
from models.folding import fold

# A text that speaks of one may hold it anywhere: what it gives as an account isn't told to anybody.
_SECRET = any_of(
    "mots? de passe?s?|mots? d passe|motdepasse|mdp|passwords?|passcode|passwort|wachtwoord|contrasena|pwd"
    "|codes? (?:secrets?|pin|confidentiels?|d acces|de securite|d entree|de deverrouillage|wi ?fi|alarme)|pin"
    "|digicodes?|cvv2?|cvc|cryptogrammes?|interphone|(?:cle|code) (?:\\w+ )?wi ?fi|login|2fa"
)
_PERSONAL = any_of(
    "(?:cartes?|card) (?:d achats?|bancaires?|bleues?|de (?:credit|debit|paiement)|vitale|credit)",
    "cb|visa|mastercard|amex|american express|credit card|securite sociale|secu|n ss|nir",
)
_OTHER = any_of(
    "compte (?:bancaire|courant|en banque)|iban|swift",
    "assurances?|assureurs?|decennales?|mutuelles?|prevoyance|police|responsabilite civile|urssaf|cpam|sinistres?",
    "comptes? (?:de (?:charges?|tiers|produits?|classe|bilan|resultat|achats?)|comptables?|fournisseurs?"
    "|generaux|general"
    "|auxiliaires?|collectifs?|de la compta\\w*)|plan comptable|grand livre|(?:en|notre|la|dans la) compta",
    "(?:compte|clients?|numero|n|code|reference|ref|dossier|adhesion|adherents?)(?: clients?)? chez vous",
    "numeros? d(?:e)? (?:adhesion|adherent)|n d (?:adhesion|adherent)",
    "teams|zoom|skype|webex|instagram|facebook|linkedin|whatsapp|twitter|tiktok|google|netflix|anydesk|teamviewer",
    "(?:code )?postal|cp|insee|ape|naf|wi ?fi|espaces? clients?",
    "code (?:\\w+ ){0,4}(?:porte|portail|immeuble|entree|barriere|parking)",
    "(?:portable|mobile|telephone|tel|gsm|fax) (?:du|de|de l|de la|des|d) (?:\\w+ )?(?:client|compte|clientele)",
    "(?:numero|reference|ref|n) (?:de |du |d )?(?:mon |notre |votre |ce |mes |vos )?(?:dernier )?(?:mail"
    "|message|courriel"
    "|e mail|courrier|ticket)",
    "numero d ordre|chambre (?:des|de|du) |registre",
    "(?:numero|compte|client|code|reference|ref|identifiant|mail|message|courriel|courrier) precedente?",
    "(?:precedente?s?|anciens?|anciennes?|ex) (?:numeros?|num|n|comptes?|codes?|clients?|references?|ref|gerante?"
    "|proprietaire|titulaire|patronne?|patron)",
)
_SECRET_BEHIND = re.compile(
    r"(?:(?:c est|est|comme|is|le|la|mon|notre|my|our|the) )*(?:mots? de passe|mdp|password|code pin|pin|pwd)\b"
)
# What is counted, or the street of a house.
_COUNTED = re.compile(
    r"(?:salarie|employe|personne|collaborateur|collegue|intervenant|compagnon|ouvrier|agent|adherent|eleve|lit|poste|ligne"
    r"|carte|vehicule|camion|voiture|litre|kilo|tonne|unite|piece|agence|site|magasin|point|chantier|client|commande"
    r"|facture|article|reference|mail|utilisateur|habitant|abonne|logement|chambre|metre)[se]{0,2}\b"
    r"|(?:bis |ter )?(?:route|rue|avenue|av|boulevard|bd|chemin|allee|place|impasse|quai|cours|square|voie|faubourg)\b"
    r"|(?:kg|m2|k|l|g|ml|cm)\b"
)
_RUN = re.compile(r"[0-9](?:[ \u00a0\u202f.-]?[0-9]){0,40}")
# A mobile number without its 0, what kind of business somebody has.
_NO_CODE = re.compile(r"[67](?:[ \u00a0.-][0-9]{2}){4}|(?:APE|NAF)[ \u00a0]?[0-9]{2}\.?[0-9]{2}[A-Z]", re.IGNORECASE)
_NIR = re.compile(r"[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")
_WITH_DIGITS = re.compile(r"[a-z]+[0-9]|[0-9]{3}")
_REACH, _SECRET_REACH = 40, 80


def holds_secrets(text: str) -> bool:
    """Whether a text seems to hold a password, a PIN or the like behind its name, or a card's or a person's number."""
    folded = fold(text)
    if any(_WITH_DIGITS.search(folded, one.end(), one.end() + _SECRET_REACH) for one in _SECRET.finditer(folded)):
        return True
    runs = ("".join(filter(str.isdigit, run.group())) for run in _RUN.finditer(text))
    # 14 digits are mostly a SIRET, which passes the same check.
    return any(len(run) != 14 and _is_personal(run) for run in runs)


def is_never_account(text: str, start: int, end: int, context: str, sentence: str) -> bool:
    """Whether text[start:end] is something else for sure.

    `context` and `sentence` are what stands in front of it, folded: back to the code before, and beyond it.
    """
    if _SECRET.search(sentence) or _PERSONAL.search(sentence):
        return True
    if _OTHER.search(context) or _NO_CODE.fullmatch(text[start:end]):
        return True
    behind = fold(text[end : end + _REACH].partition("\n")[0])
    counted = text[end : end + 1] in (" ", "\u00a0") and _COUNTED.match(behind)
    return bool(counted or _SECRET_BEHIND.match(behind)) or _is_personal(_whole(text, start, end))


def _whole(text: str, start: int, end: int) -> str:
    """The digits of all groups that stand together with this number's."""
    window = max(0, start - _REACH)
    for run in _RUN.finditer(text[window : end + _REACH]):
        if window + run.start() < end and start < window + run.end():
            return "".join(filter(str.isdigit, run.group()))
    return ""


def _is_personal(digits: str) -> bool:
    """A payment card's number (its check digit is right), or a social security number."""
    return (13 <= len(digits) <= 19 and _passes_luhn(digits)) or _NIR.fullmatch(digits) is not None


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
