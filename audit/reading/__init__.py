"""Intake: from files as they are sent to invoices, or to a refusal that says how to go on.

`apart` has files of strangers read in processes of their own, `route` is what these do. Only `route` knows the readers,
which take a tenth of a second to import: what both sides say to each other is in `values`.
"""

from audit.reading.values import Packed, Reading, RefusalCode

__all__ = ["Packed", "Reading", "RefusalCode"]
