"""The group's spreadsheets: a folder of CSV and XLSX files becomes rows, all of a file or nothing of it."""

from imports.folder import Progress, import_folder
from imports.report import FileReport, ImportRejected, ImportReport, RowError

__all__ = ["FileReport", "ImportRejected", "ImportReport", "Progress", "RowError", "import_folder"]
