"""The house keeps its layout: our packages are ours, modules say what they are, single names keep to their floor."""

from __future__ import annotations

import ast
import configparser
import importlib
import importlib.metadata
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.models import Model

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
MODULES = sorted(path.stem for path in ROOT.glob("*.py"))
# Below every package: what they may import of ours.
LOWEST = {"errors": set[str](), "settings": {"errors"}}
DEVELOPERS_ONLY = {"bench", "scripts", "tests"}
GENERATED = ROOT / "models/migrations"


def sources(*folders: str) -> Iterator[Path]:
    """Every module of ours, or those of some packages; not the generated ones."""
    found = [path for name in folders or PACKAGES for path in (ROOT / name).rglob("*.py")]
    found += [] if folders else ROOT.glob("*.py")
    return (path for path in sorted(found) if GENERATED not in path.parents and "node_modules" not in path.parts)


def imported(path: Path) -> Iterator[tuple[str, str, int]]:
    """Module, name ("" for the module as a whole) and line of each import, wherever it stands in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name, node.lineno) for alias in node.names)


@pytest.mark.parametrize("name", PACKAGES + MODULES)
def test_our_names_mean_our_code(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_no_installed_package_and_no_standard_module_has_one_of_our_names() -> None:
    ours = set(PACKAGES + MODULES)
    assert not ours & set(importlib.metadata.packages_distributions())
    assert not ours & set(sys.stdlib_module_names)


def test_every_module_opens_with_a_docstring() -> None:
    texts = {path: path.read_text("utf-8") for path in sources()}
    assert len(texts) > 100
    silent = [path.relative_to(ROOT) for path, text in texts.items() if text and not ast.get_docstring(ast.parse(text))]
    assert not silent, "A module opens with a sentence that says what it is for"


def test_every_package_stands_on_a_floor() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    placed = set(config["importlinter:contract:floors"]["layers"].replace("|", " ").split())
    assert placed == set(PACKAGES) - DEVELOPERS_ONLY
    assert set(config["importlinter"]["root_packages"].split()) == placed


@pytest.mark.parametrize("name", LOWEST)
def test_settings_and_errors_stand_below_everything(name: str) -> None:
    roots = {module.partition(".")[0] for module, _, _ in imported(ROOT / f"{name}.py")}
    assert roots & {*PACKAGES, *MODULES} == LOWEST[name]


def test_the_product_does_not_need_what_is_for_developers() -> None:
    product = [*(ROOT / f"{name}.py" for name in MODULES), *sources(*set(PACKAGES) - DEVELOPERS_ONLY)]
    found = {
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for path in product
        for module, _, line in imported(path)
        if module.partition(".")[0] in DEVELOPERS_ONLY
    }
    assert not found


def business(module: str, name: str) -> bool:
    """Whether an import brings a table that is not the mail's own; the whole of `models` would bring them all."""
    if module.partition(".")[0] != "models":
        return False
    value = getattr(importlib.import_module(module), name, None) if name else importlib.import_module(module)
    if inspect.ismodule(value):
        return any(_is_business_table(each) for each in vars(value).values())
    return _is_business_table(value)


def _is_business_table(value: object) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Model)
        and not value._meta.abstract
        and value.__module__ != "models.mail"
    )


def test_the_rule_on_business_tables_knows_one_when_it_sees_it() -> None:
    assert business("models", "Member")
    assert business("models", "")
    assert business("models.catalogue", "Supplier")
    assert business("models.members", "")
    assert not business("models", "InboundMail")
    assert not business("models", "Channel")
    assert not business("models.folding", "fold")
    assert not business("access.viewer", "Viewer")


def test_the_mailbot_touches_no_business_table_and_of_the_schema_only_its_door() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {module} {name}"
        for path in sources("mailbot")
        for module, name, line in imported(path)
        if business(module, name) or (module.partition(".")[0] == "schema" and module != "schema.client")
    ]
    assert not found, "The mailbot acts through stored operations (docs/architecture.md)"
