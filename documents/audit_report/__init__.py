"""The audit report: the values of `audit.results` as PDF, as workbook and on a console; nothing is calculated here."""
