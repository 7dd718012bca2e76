"""Strawberry types over Tortoise models: fields declared once (column, relation, gate), resolved in few statements."""
