"""Rows as jobs: leases on them, the one runner that serves them all, and jobs that come again."""
