"""Finding French texts by what people type: accents, elisions, plurals, typos, other words for the same thing.

Pure: it knows no table and no query. An index is built from `Document`s and lives in memory.
"""

from search.index import Document, Field, Hit, Index

__all__ = ["Document", "Field", "Hit", "Index"]
