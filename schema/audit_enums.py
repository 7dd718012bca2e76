"""The words of audits: statuses, and those of the engine."""

import models
from audit.invoice import Flag, InvoiceKind, LineKind, Method
from audit.results import Band, BaseUnit, MatchKind, NotCompared, Reason
from graph.enums import described_enum
from workflows.audits.entitlement import EntitlementReason
from workflows.audits.files import FileTaken

__all__ = [
    "AUDIT_LABELS",
    "FILE_LABELS",
    "NOT_COMPARED_LABELS",
    "REASON_LABELS",
    "Band",
    "BaseUnit",
    "EntitlementReason",
    "FileTaken",
    "Flag",
    "InvoiceKind",
    "LineKind",
    "MatchKind",
    "Method",
    "NotCompared",
    "Reason",
]

described_enum(
    models.AuditStatus,
    "Where an audit stands.",
    {
        models.AuditStatus.COLLECTING: "Files come, and are read at once; more may be sent.",
        models.AuditStatus.READING: "No more files are taken; some are still read.",
        models.AuditStatus.MATCHING: "The lines are compared with the group's prices.",
        models.AuditStatus.REVIEW: "An advisor decides about uncertain lines.",
        models.AuditStatus.VALIDATED: "The company sees the results.",
        models.AuditStatus.CANCELLED: "Given up; the right that it used is there again.",
        models.AuditStatus.FAILED: "No result: nothing could be read (its right is there again), or comparing failed.",
    },
)
AUDIT_LABELS = {
    models.AuditStatus.COLLECTING: "En attente de vos factures",
    models.AuditStatus.READING: "Lecture des factures",
    models.AuditStatus.MATCHING: "Comparaison avec nos accords-cadres",
    models.AuditStatus.REVIEW: "Vérification par votre conseiller",
    models.AuditStatus.VALIDATED: "Résultats disponibles",
    models.AuditStatus.CANCELLED: "Annulé",
    models.AuditStatus.FAILED: "Sans résultat, votre conseiller est prévenu",
}
described_enum(
    models.AuditFileStatus,
    "What became of a file that was sent for an audit.",
    {
        models.AuditFileStatus.WAITING: "It will be read in a moment, or is being read.",
        models.AuditFileStatus.READ: "It was read; of an archive, at least one of its files.",
        models.AuditFileStatus.REFUSED: "It can't be read; the message says why, and how to go on.",
    },
)
FILE_LABELS = {
    models.AuditFileStatus.WAITING: "Lecture en cours",
    models.AuditFileStatus.READ: "Lu",
    models.AuditFileStatus.REFUSED: "Non lu",
}
described_enum(
    models.LineDecision,
    "What an advisor decided about a line of an audit.",
    {
        models.LineDecision.ACCEPTED: "The price that was proposed is the one.",
        models.LineDecision.CHOSEN: "Another price is the one.",
        models.LineDecision.NO_EQUIVALENT: "The group has nothing like it (pas d’équivalent).",
    },
)
described_enum(
    EntitlementReason,
    "Why a company may have an audit, or not.",
    {
        EntitlementReason.MEMBER: "A member: one category at a time, as often as it likes.",
        EntitlementReason.FIRST_AUDIT: "Not a member: a first audit of at most three categories.",
        EntitlementReason.FIRST_AUDIT_USED: "Not a member, and the first audit is used.",
        EntitlementReason.NO_COMPANY: "The viewer acts for no company.",
    },
)
described_enum(
    FileTaken,
    "What became of a file when it was sent.",
    {
        FileTaken.TAKEN: "It is kept, and will be read.",
        FileTaken.SENT_BEFORE: "The same file was sent before; it counts once (doublon).",
        FileTaken.TOO_LARGE: "It is too large; nothing of it is kept.",
        FileTaken.TOO_MANY: "The audit holds as many files as one may; nothing of it is kept.",
    },
)
described_enum(
    Method,
    "How something was read of an invoice, the surest first.",
    {
        Method.CII: "XML of UN/CEFACT, also within a Factur-X PDF.",
        Method.UBL: "XML of OASIS UBL.",
        Method.SHEET: "A spreadsheet or CSV.",
        Method.PDF_TEXT: "The text of a PDF.",
        Method.OCR: "A scan or photo.",
    },
)
described_enum(
    InvoiceKind,
    "What a document is.",
    {
        InvoiceKind.INVOICE: "An invoice (facture).",
        InvoiceKind.CREDIT_NOTE: "A credit note (avoir): its amounts are given back.",
        InvoiceKind.CORRECTIVE: "A corrective invoice (facture rectificative).",
        InvoiceKind.PREPAYMENT: "A down payment (facture d’acompte).",
    },
)
described_enum(
    LineKind,
    "What a line of an invoice charges; only products are compared.",
    {
        LineKind.PRODUCT: "A product or service.",
        LineKind.FREIGHT: "Freight (port).",
        LineKind.DEPOSIT: "A deposit (consigne).",
        LineKind.DISCOUNT: "A discount (remise).",
        LineKind.TAX: "A tax or eco-contribution.",
        LineKind.DOWN_PAYMENT: "A down payment (acompte).",
        LineKind.FEE: "A fee (frais).",
        LineKind.TEXT: "Text without an amount.",
    },
)
described_enum(
    Flag,
    "Why a human should look at what was read; a flag never rejects.",
    {
        Flag.LINE_EQUATION: "Quantity times price isn't the amount.",
        Flag.SUM_OF_LINES: "The lines don't add up to the total.",
        Flag.VAT: "The VAT doesn't add up.",
        Flag.TOTALS: "The totals don't fit each other.",
        Flag.NO_LINES: "No line was found.",
        Flag.LINES_MISSING: "Lines seem to be missing.",
        Flag.FOREIGN_CURRENCY: "Not in euros.",
        Flag.NO_DATE: "No date was found.",
        Flag.UNCERTAIN: "The reader isn't sure.",
        Flag.MAYBE_WITH_VAT: "Nothing says whether its amounts are net of VAT (HT ou TTC).",
        Flag.OTHER_PAPER: "It may be a quote, an order or a delivery note (devis, commande, bon de livraison).",
        Flag.TOO_MANY_LINES: "There are more lines than are read.",
        Flag.TOO_MANY_PAGES: "There are more pages than are read.",
    },
)
described_enum(
    Band,
    "Who decides which price a line meets.",
    {
        Band.AUTOMATIC: "Nobody needs to: it is certain enough.",
        Band.REVIEW: "An advisor.",
        Band.UNMATCHED: "There is nothing to decide: the group has nothing like it.",
    },
)
described_enum(
    MatchKind,
    "What the group's product is to the one that was bought; their savings are never added up.",
    {
        MatchKind.IDENTICAL: "The same product (identique).",
        MatchKind.EQUIVALENT: "Another one of the same quality (équivalent).",
    },
)
described_enum(
    Reason,
    "Why a price was chosen, the surest first.",
    {
        Reason.DECISION: "An advisor decided so for this line.",
        Reason.ALIAS: "An advisor decided so for such a line in an earlier audit.",
        Reason.GTIN: "The same GTIN.",
        Reason.SUPPLIER_REFERENCE: "The same reference of the supplier.",
        Reason.MAKER_REFERENCE: "The same reference of the maker.",
        Reason.LIKENESS: "What both are called, and their properties.",
    },
)
REASON_LABELS = {
    Reason.DECISION: "Décision du conseiller",
    Reason.ALIAS: "Rapprochement déjà validé",
    Reason.GTIN: "Même code-barres (GTIN)",
    Reason.SUPPLIER_REFERENCE: "Même référence fournisseur",
    Reason.MAKER_REFERENCE: "Même référence fabricant",
    Reason.LIKENESS: "Désignation et caractéristiques",
}
described_enum(
    BaseUnit,
    "What contents are counted in.",
    {
        BaseUnit.PIECE: "Pieces (pièces).",
        BaseUnit.PAIR: "Pairs (paires).",
        BaseUnit.SHEET: "Sheets of paper (feuilles).",
        BaseUnit.LITRE: "Litres.",
        BaseUnit.KILOGRAM: "Kilograms.",
        BaseUnit.METRE: "Metres.",
        BaseUnit.SQUARE_METRE: "Square metres.",
        BaseUnit.CUBIC_METRE: "Cubic metres.",
        BaseUnit.HOUR: "Hours.",
        BaseUnit.DAY: "Days.",
        BaseUnit.MONTH: "Months.",
        BaseUnit.KILOMETRE: "Kilometres.",
        BaseUnit.KILOWATT_HOUR: "Kilowatt-hours.",
    },
)
described_enum(
    NotCompared,
    "Why a line has no saving.",
    {
        NotCompared.NOT_A_PRODUCT: "It charges freight, a tax or the like.",
        NotCompared.NO_EQUIVALENT: "The group has nothing like it.",
        NotCompared.TO_REVIEW: "An advisor has not decided yet.",
        NotCompared.CONTENT_UNKNOWN: "Nobody can tell how much one of it holds.",
        NotCompared.UNITS_DIFFER: "The two are sold in units that can't be compared.",
        NotCompared.INCOMPLETE: "Quantity or amount is missing.",
        NotCompared.FOREIGN_CURRENCY: "Not in euros.",
        NotCompared.NO_PRICE_THAT_DAY: "The group had no price on that day.",
        NotCompared.OUT_OF_SCOPE: "Of a category that the audit isn't about.",
        NotCompared.REPLACED: "Of an invoice that a corrective one takes the place of.",
    },
)
NOT_COMPARED_LABELS = {
    NotCompared.NOT_A_PRODUCT: "Pas un produit (port, taxe, consigne…)",
    NotCompared.NO_EQUIVALENT: "Pas d’équivalent dans nos accords-cadres",
    NotCompared.TO_REVIEW: "À vérifier par le conseiller",
    NotCompared.CONTENT_UNKNOWN: "Conditionnement inconnu",
    NotCompared.UNITS_DIFFER: "Unités de vente non comparables",
    NotCompared.INCOMPLETE: "Quantité ou montant manquant",
    NotCompared.FOREIGN_CURRENCY: "Facture en devise étrangère",
    NotCompared.NO_PRICE_THAT_DAY: "Pas de prix négocié à cette date",
    NotCompared.OUT_OF_SCOPE: "Hors des postes audités",
    NotCompared.REPLACED: "Facture remplacée par une rectificative",
}
