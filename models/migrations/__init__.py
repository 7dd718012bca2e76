"""The history of the tables, written by `manage.py migrations make`."""
