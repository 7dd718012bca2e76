"""Writes the committed files that follow from code; `make check` fails when one of them is not up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _schema() -> str:
    from schema.build import sdl

    return sdl()


def _settings() -> str:
    from settings import env_example

    return env_example()


def _limits() -> str:
    from scripts.limits_page import limits_page

    return limits_page()


GENERATED: dict[str, Callable[[], str]] = {
    "schema/schema.graphql": _schema,
    ".env.example": _settings,
    "docs/limits.md": _limits,
}


def out_of_date(name: str) -> str:
    """The lines in which a file differs from what it should be; "" when it is up to date."""
    path, wanted = ROOT / name, GENERATED[name]()
    found = path.read_text("utf-8") if path.exists() else ""
    if found == wanted:
        return ""
    lines = sorted(set(found.splitlines()) ^ set(wanted.splitlines())) or ["(only their order)"]
    return "lines that differ:\n" + "\n".join(lines[:20])


def main() -> None:
    """Write what differs."""
    for name, text in GENERATED.items():
        if out_of_date(name):
            (ROOT / name).write_text(text(), "utf-8")
            print(f"{name}: written")


if __name__ == "__main__":
    main()
