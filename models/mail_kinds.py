"""What a mail may ask for, and how the group calls it in French."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail asks for; one mail may ask for several things."""

    SUPPLIER_ATTACHMENT = "SUPPLIER_ATTACHMENT"
    AUDIT = "AUDIT"
    FORGOTTEN_PASSWORD = "FORGOTTEN_PASSWORD"  # noqa: S105
    DISCOUNT_CODE = "DISCOUNT_CODE"
    STAFFING_COST = "STAFFING_COST"
    SUPPLIER_TERMS = "SUPPLIER_TERMS"
    CALL_BACK = "CALL_BACK"
    EMAIL_CHANGE = "EMAIL_CHANGE"
    MEMBERSHIP_APPLICATION = "MEMBERSHIP_APPLICATION"
    QUESTION = "QUESTION"
    SUPPLIER_REPLY = "SUPPLIER_REPLY"
    AUTO_REPLY = "AUTO_REPLY"
    BOUNCE = "BOUNCE"
    NEWSLETTER = "NEWSLETTER"
    SPAM = "SPAM"
    PHISHING = "PHISHING"
    OTHER = "OTHER"


MAIL_KIND_LABELS = {
    MailKind.SUPPLIER_ATTACHMENT: "Rattachement à un fournisseur",
    MailKind.AUDIT: "Audit de factures",
    MailKind.FORGOTTEN_PASSWORD: "Mot de passe oublié",
    MailKind.DISCOUNT_CODE: "Code de remise d’un loueur",
    MailKind.STAFFING_COST: "Coût d’un intérimaire",
    MailKind.SUPPLIER_TERMS: "Modalités ou contact d’un fournisseur",
    MailKind.CALL_BACK: "Demande de rappel",
    MailKind.EMAIL_CHANGE: "Changement d’adresse e-mail",
    MailKind.MEMBERSHIP_APPLICATION: "Demande d’adhésion",
    MailKind.QUESTION: "Question générale",
    MailKind.SUPPLIER_REPLY: "Réponse d’un fournisseur",
    MailKind.AUTO_REPLY: "Réponse automatique",
    MailKind.BOUNCE: "Avis de non-remise",
    MailKind.NEWSLETTER: "Lettre d’information",
    MailKind.SPAM: "Publicité",
    MailKind.PHISHING: "Hameçonnage",
    MailKind.OTHER: "Autre",
}
