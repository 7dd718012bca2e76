"""The checks that are no tests: all of them run, each prints one line, ok or FAILED with how to mend it."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.generate import GENERATED, ROOT, out_of_date

LONGEST_FILE = 400
_GENERATED = "models/migrations/"

# Folders that exist on one machine and not on the next; and settings that tie a lock file to one package index.
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|Users|root|work|workspace|builds)/\w")
_INDEX = re.compile(r'(?:index[-_]url|find[-_]links|registry|"resolved)"?\s*[=: ]\s*"?https?://')


class LeftOut(Exception):
    """A check can't be made here; the message says why."""


@dataclass(frozen=True)
class Check:
    """`problem` returns what is wrong, "" when nothing is."""

    name: str
    mend: str
    problem: Callable[[], str]


def tool(*command: str, folder: Path = ROOT) -> Callable[[], str]:
    """A program whose exit status says whether all is well; what it printed is the problem."""

    def problem() -> str:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stdout + done.stderr or f"exit status {done.returncode}"

    return problem


def python_tool(*module: str) -> Callable[[], str]:
    """The same for a Python tool of the environment that this runs in."""
    return tool(sys.executable, "-m", *module)


# Called this way because its command's first line ties it to the folder that .venv was made in.
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"


def _front_end_types() -> str:
    if not (ROOT / "frontend/node_modules/typescript").exists():
        raise LeftOut("the front end's packages are not installed (scripts/frontend)")
    return tool("npm", "run", "--silent", "typecheck", folder=ROOT / "frontend")()


def _migrations() -> str:
    from models.changes import pending_migrations
    from models.database import database

    async def pending() -> list[str]:
        async with database("sqlite:///:memory:", migrate=False):
            return [writer.name for writer in await pending_migrations()]

    return "\n".join(asyncio.run(pending()))


def files() -> Iterator[tuple[str, str]]:
    """Path and text of every file of the repository, new ones included, that is text."""
    # In a container the clone may be another user's: reading its list is harmless.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        raise LeftOut(f"this is no git clone: {listed.stderr.strip()}")
    for name in filter(None, listed.stdout.split("\0")):
        try:
            yield name, (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue


def _foreign_names() -> str:
    found = []
    for name, text in files():
        for number, line in enumerate(text.splitlines(), 1):
            if _MACHINE_PATH.search(line) or _INDEX.search(line) or (name == "requirements.lock" and "://" in line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return "\n".join(found)


def _long_files() -> str:
    lengths = {
        name: text.count("\n") for name, text in files() if name.endswith(".py") and not name.startswith(_GENERATED)
    }
    return "\n".join(f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_FILE)


def _shell_scripts() -> str:
    scripts = [name for name, text in files() if re.match(r"#!.*\b(?:bash|sh)\b", text)]
    problems = [tool("bash", "-n", name)() for name in scripts]
    problems += [f"{name} is not executable\n" for name in scripts if not os.access(ROOT / name, os.X_OK)]
    return "".join(problems)


def _api_contract() -> str:
    from scripts.api_contract import problem

    return problem()


CHECKS = (
    Check("format", "make format", python_tool("ruff", "format", "--check", "--quiet", "--diff")),
    Check("lint", "make format, the rest by hand", python_tool("ruff", "check", "--quiet", "--output-format=concise")),
    Check("types", "give what is named its right type", python_tool("mypy")),
    Check("layers", "imports only go down: docs/architecture.md", tool(sys.executable, "-c", _LINT_IMPORTS)),
    Check("dependencies", "pyproject.toml names what is imported, no more", python_tool("deptry", ".", "--no-ansi")),
    Check("migrations", "python manage.py migrations make", _migrations),
    *(Check(name, "make generated", partial(out_of_date, name)) for name in GENERATED),
    Check("API contract", "tell clients in schema/CHANGES.md, or keep what they use", _api_contract),
    Check("front-end types", "see frontend/README.md", _front_end_types),
    Check("foreign names", "no path of one machine, no package index: relative paths, make lock", _foreign_names),
    Check("file length", f"a .py file over {LONGEST_FILE} lines is two things: split it", _long_files),
    Check("shell scripts", "bash -n FILE; chmod +x FILE", _shell_scripts),
)


def report(check: Check) -> tuple[bool, str]:
    """Whether the check passed or was left out, and its line, with what is wrong below it."""
    try:
        problem = check.problem().strip()
    except LeftOut as why:
        return True, f"left out  {check.name}: {why}"
    except Exception as error:  # a tree that can't even be imported is a problem too
        problem = f"{type(error).__name__}: {error}"
    if not problem:
        return True, f"ok        {check.name}"
    return False, f"FAILED    {check.name} (mend: {check.mend})\n{textwrap.indent(problem, '          ')}"


def main() -> int:
    """Run all checks, two at a time."""
    os.chdir(ROOT)
    passed = True
    with ThreadPoolExecutor(max_workers=2) as workers:
        for good, line in workers.map(report, CHECKS):
            print(line, flush=True)
            passed = passed and good
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
