"""Audits (audits): who may have one, the files and what is read from them, matching, an advisor's review, results.

    COLLECTING ──closed, all files read──▶ MATCHING ──▶ REVIEW ──an advisor validates──▶ VALIDATED
        └──closed, some still unread──▶ READING ──the last is read──▶ MATCHING
    all but VALIDATED ──▶ CANCELLED

Files are read while the audit still collects; each is a job of its own (`models.AuditFile`), the matching of an audit
is another (`models.Audit`). Only these modules write the tables of `models.audits`.
"""
