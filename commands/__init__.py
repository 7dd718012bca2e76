"""Commands of `manage.py` that are more than a call, each a function that Typer reads."""
