"""Rows as jobs: leases on them, the one runner that serves them all, jobs that come again; events say "look again"."""
