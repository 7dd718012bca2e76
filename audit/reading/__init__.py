"""Intake: from files as they are sent to invoices, or to a refusal that says how to go on."""

from audit.reading.route import read, read_file
from audit.reading.values import Packed, Reading, RefusalCode

__all__ = ["Packed", "Reading", "RefusalCode", "read", "read_file"]
