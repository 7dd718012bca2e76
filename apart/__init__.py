"""Reading foreign files in processes of their own: whatever a file does to its reader, this process goes on.

A module with `serve(…)` is the process (`apart.worker`), `Apart` starts and asks it (`apart.pool`).
"""

from apart.pool import Apart, Ended, EndedBy
from apart.worker import serve

__all__ = ["Apart", "Ended", "EndedBy", "serve"]
