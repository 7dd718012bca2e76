"""Rows as jobs: leases on them, and the one runner that serves them all."""
