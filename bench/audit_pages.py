"""Reads the layouts' text PDFs, beside pdfplumber that only extracts words and tables: pages a second, peak memory.

`python -m bench.audit_pages` renders the layouts (tests/audit/layouts), then reads all of them, each reader in a
process of its own. pdfplumber goes to an environment of its own in build/bench.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.generate import ROOT

_TOOLS = ROOT / "build/bench/pdfplumber"
_ROUNDS = 3
_OURS = """from audit.reading.pdf_text import read_pdf
def read(path):
    return sum(invoice.pages for invoice in read_pdf(path.read_bytes()))"""
_PLUMBER = """import pdfplumber
def read(path):
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_words(); page.extract_tables()
        return len(document.pages)"""
_MEASURE = """
import json, pathlib, resource, sys, time
paths = sorted(pathlib.Path(sys.argv[1]).glob("*.pdf"))
read(paths[0])
wall, cpu = time.perf_counter(), time.process_time()
pages = sum(read(path) for _ in range(int(sys.argv[2])) for path in paths)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([pages, time.perf_counter() - wall, time.process_time() - cpu, peak]))
"""


def _plumber() -> Path | None:
    """The Python that has pdfplumber; None when it can't be had."""
    python = _TOOLS / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(_TOOLS)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pdfplumber==0.11.*"]
    return python if subprocess.run(install, check=False).returncode == 0 else None


def _measured(name: str, python: str, code: str, folder: Path, rounds: int) -> float:
    command = [python, "-c", code + _MEASURE, str(folder), str(rounds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    pages, wall, cpu, peak = json.loads(done.stdout)
    print(
        f"{name:34} {pages:5} pages  {pages / wall:7.1f} pages/s  {pages / cpu:7.1f} pages/cpu s  peak {peak:4.0f} MB"
    )
    return float(pages / cpu)


def main() -> None:
    """Render, measure both, compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "tests.audit.layouts.render", name], cwd=ROOT, check=True)
        ours = _measured("lines of invoices (ours)", sys.executable, _OURS, folder, _ROUNDS)
        python = _plumber()
        if python is None:
            print("pdfplumber could not be installed: it is left out.")
            return
        theirs = _measured("words and tables (pdfplumber)", str(python), _PLUMBER, folder, 1)
        print(f"{ours / theirs:.1f} times as many pages")


if __name__ == "__main__":
    main()
