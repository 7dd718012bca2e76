"""Forty invented suppliers; some have names that are French words, or that resemble each other."""

from __future__ import annotations

from mailbot.training.corpus import FOLDER, read_suppliers
from mailbot.understanding.directory import SupplierDirectory

ENTRIES = read_suppliers(FOLDER)
DIRECTORY = SupplierDirectory(ENTRIES)
