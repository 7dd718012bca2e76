"""Matching: lines of invoices and the negotiated prices that they meet.

index = Index(prices)                      # once; `index.update(added, removed)` after an import
matches = Matcher(index, Model.load()).match(queries, decisions)
"""

from __future__ import annotations

from audit.matching.index import Index
from audit.matching.load import Load
from audit.matching.matcher import Matcher
from audit.matching.model import Model
from audit.matching.values import Decision, Query

__all__ = ["Decision", "Index", "Load", "Matcher", "Model", "Query"]
