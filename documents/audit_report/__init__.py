"""The audit report: the values of `audit.results` as PDF, as workbook and on a console; nothing is calculated here."""

from documents.audit_report.context import ReportContext
from documents.audit_report.document import pdf
from documents.audit_report.workbook import xlsx

__all__ = ["ReportContext", "pdf", "xlsx"]
