"""Tables that hold nothing of people; all others stand in `workflows.privacy.holdings`."""

from __future__ import annotations

from tortoise.models import Model

import models

# Tables without a word of any person, and why.
NOTHING_OF_PEOPLE: dict[type[Model], str] = {
    models.Category: "the catalogue",
    models.Supplier: "the catalogue: companies",
    models.Agency: "the catalogue: a supplier's professional contacts, maintained by the import",
    models.Coefficient: "the catalogue",
    models.SupplierTerms: "the catalogue",
    models.FrameworkAgreement: "the catalogue",
    models.PriceLine: "the catalogue",
    models.MinimumWage: "the law",
    models.FaqEntry: "what the group publishes",
    models.Article: "what the group publishes",
    models.RegulatoryCheck: "what the group publishes",
    models.ServiceClosure: "what the group publishes",
    models.Announcement: "since when something of the group is known",
    models.Site: "a company's establishment",
    models.SiteCheck: "a company's establishment",
    models.Member: "companies; their people are `Person`",
    models.AuditFileContent: "a company's invoices, deleted with their audit",
    models.Invoice: "a company's invoices",
    models.InvoiceLine: "a company's invoices",
    models.AuditDocument: "the report of a company's audit as it was validated, deleted with it",
    models.AuditReport: "sums of a company's invoices",
    models.AuditSavings: "sums of a company's invoices",
    models.Mailbox: "the group's own mailbox",
    models.DataVersion: "numbers",
    models.ThrottleBucket: "keyed hashes, swept within hours",
    models.ConversationNotice: "which message goes by mail, when",
    models.ScheduledJob: "what the product does by itself",
    models.LegalArchive: "kept by law, out of reach, until its day",
}
