"""What the sender of a file reads when it can't be read: what was expected, and how to go on. French."""

from __future__ import annotations

from collections.abc import Sequence

from audit.invoice import Invoice
from audit.reading.values import RefusalCode, Refused

ACCEPTED = (
    "facture électronique (Factur-X, CII ou UBL), PDF, image (PNG, JPEG, TIFF), tableau (CSV, XLSX, ODS), "
    "archive ZIP ou courriel (.eml)"
)

_MESSAGES = {
    RefusalCode.EMPTY: "Ce fichier est vide (0 octet). L’envoi a sans doute été interrompu : envoyez-le à nouveau.",
    RefusalCode.TOO_LARGE: (
        "Ce fichier dépasse {limit} Mo. Envoyez les factures en plusieurs fichiers, ou le PDF sans ses images."
    ),
    RefusalCode.UNKNOWN_FORMAT: (
        "Le format de ce fichier n’est pas reconnu{found}. Formats acceptés : {accepted}. "
        "Enregistrez la facture en PDF et envoyez-la à nouveau."
    ),
    RefusalCode.BROKEN_PDF: (
        "Ce PDF est endommagé ou incomplet. Téléchargez-le à nouveau chez le fournisseur, ou "
        "imprimez-le en PDF, puis renvoyez-le."
    ),
    RefusalCode.ENCRYPTED_PDF: (
        "Ce PDF est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe et envoyez-la."
    ),
    RefusalCode.PDF_WITHOUT_INVOICE: (
        "Aucune ligne de facture n’a été trouvée dans ce PDF. Si c’est bien une facture, demandez à votre fournisseur "
        "sa version électronique (Factur-X) ou un export du détail en CSV ou XLSX."
    ),
    RefusalCode.OTHER_PAPER: (
        "Ce document est {paper} : rien n’y est facturé. Envoyez la facture ou l’avoir que le fournisseur a établi."
    ),
    RefusalCode.TOO_MANY_PAGES: (
        "Ce PDF a {pages} pages ; {limit} au plus sont lues à la fois. Envoyez les factures en plusieurs fichiers, "
        "ou la facture électronique (Factur-X, CII, UBL)."
    ),
    RefusalCode.TOO_MANY_SCANS: (
        "Trop de pages numérisées : {limit} au plus sont lues pour un même envoi et un même audit. Envoyez les "
        "factures d’origine (PDF du fournisseur, Factur-X, CII, UBL), ou un tableau CSV ou XLSX."
    ),
    RefusalCode.SCAN_WITHOUT_INVOICE: (
        "Aucune ligne de facture n’a pu être lue sur cette image. Numérisez la page à plat, à 300 points par pouce, "
        "ou envoyez le PDF d’origine."
    ),
    RefusalCode.PICTURE_TOO_LARGE: (
        "Cette image a trop de points pour une facture. Numérisez la page à 300 points par pouce et renvoyez-la."
    ),
    RefusalCode.BROKEN_PICTURE: (
        "Cette image est endommagée ou incomplète. Numérisez la facture à nouveau, ou envoyez le PDF d’origine."
    ),
    RefusalCode.READER_MISSING: (
        "La lecture des {what} n’est pas installée sur ce serveur. Envoyez la facture électronique (Factur-X, CII, "
        "UBL) ou un tableau CSV ou XLSX."
    ),
    RefusalCode.BROKEN_XML: (
        "Ce fichier XML est mal formé ({detail}). Demandez à votre fournisseur de l’émettre à nouveau, ou envoyez "
        "la facture en PDF."
    ),
    RefusalCode.FORBIDDEN_XML: (
        "Ce fichier XML contient une déclaration DOCTYPE, que les factures électroniques n’ont pas le droit de "
        "contenir : par sécurité il n’a pas été lu. Envoyez la facture en PDF, ou le XML sans cette déclaration."
    ),
    RefusalCode.OTHER_XML: (
        "Ce fichier XML n’est pas une facture CII (Factur-X, ZUGFeRD) ou UBL : son élément racine est « {root} ». "
        "Envoyez la facture elle-même, en XML ou en PDF."
    ),
    RefusalCode.ORDER: (
        "Ce document est une commande électronique (Order-X), pas une facture. Envoyez la facture correspondante."
    ),
    RefusalCode.BROKEN_SHEET: (
        "Ce tableau ne peut pas être ouvert ({detail}). Ouvrez-le dans votre tableur, enregistrez-le en XLSX ou en "
        "CSV et envoyez-le à nouveau."
    ),
    RefusalCode.SHEET_WITHOUT_COLUMNS: (
        "Les colonnes de ce tableau n’ont pas été reconnues. Il faut une ligne de titres avec au moins une désignation "
        "(« Désignation », « Article », « Libellé »…), et un montant hors taxes (« Montant HT », « Total HT »…) ou une "
        "quantité et un prix (« Quantité », « Prix unitaire HT »…).{found}"
    ),
    RefusalCode.SHEET_VALUES: "Ce tableau contient des valeurs illisibles. {problems}Corrigez-les et renvoyez-le.",
    RefusalCode.BROKEN_ARCHIVE: (
        "Cette archive est endommagée ou incomplète. Créez-la à nouveau, ou envoyez les fichiers un par un."
    ),
    RefusalCode.ENCRYPTED_ARCHIVE: (
        "Ce fichier est protégé par un mot de passe dans l’archive. Envoyez-le sans mot de passe."
    ),
    RefusalCode.ARCHIVE_TOO_LARGE: (
        "Cette archive se déploie au-delà de ce qui est accepté ({limit}). Envoyez les factures en plusieurs archives."
    ),
    RefusalCode.ARCHIVE_TOO_DEEP: (
        "Cette archive est contenue dans trop d’autres archives ({limit} au plus). Envoyez-la directement."
    ),
    RefusalCode.NOTHING_INSIDE: (
        "Ce fichier ne contient aucune pièce à lire. Joignez les factures elles-mêmes ({accepted})."
    ),
    RefusalCode.TOO_SLOW: (
        "La lecture de ce fichier a été arrêtée : elle prenait trop de temps. Envoyez les factures séparément, ou la "
        "facture électronique (Factur-X, CII, UBL)."
    ),
    RefusalCode.TOO_MUCH_MEMORY: (
        "La lecture de ce fichier a été arrêtée : elle demandait trop de mémoire. Envoyez les factures séparément, ou "
        "la facture électronique (Factur-X, CII, UBL)."
    ),
    RefusalCode.READER_ENDED: (
        "La lecture de ce fichier s’est interrompue : il est sans doute endommagé. Imprimez-le en PDF et renvoyez-le."
    ),
}


def refused(code: RefusalCode, **values: object) -> Refused:
    """The refusal with its message; `values` are those that the message names."""
    return Refused(code, _MESSAGES[code].format(**{"accepted": ACCEPTED, "found": "", **values}))


def refused_pages(papers: Sequence[tuple[int, int, str]], read: tuple[Invoice, ...]) -> Refused:
    """The refusal of some pages of a file: the first, the last, and what they are, in French; `read`: the invoices on
    the others."""
    told = (
        f"page {first} ({paper})" if first == last else f"pages {first} à {last} ({paper})"
        for first, last, paper in papers
    )  # fmt: skip
    message = f"Rien n’est facturé sur ces pages du fichier, qui ont été laissées de côté : {', '.join(told)}. "
    return Refused(RefusalCode.OTHER_PAPER, message + "Les factures des autres pages ont été lues.", read)
