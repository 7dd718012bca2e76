"""A folder to import from, and a small group in it that other files refer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imports import FileReport, ImportRejected, ImportReport, import_folder

SIRET, OTHER_SIRET, THIRD_SIRET = "73282932000074", "99900001100018", "99900002900010"

GROUP = {
    "categories.csv": "code,name\npapier,Papier\nauto,Location\n",
    "advisors.csv": "email,last_name,role\nanne@centrale.test,Roy,ADVISOR\n",
    "members.csv": "siret,legal_name,status\n"
    f"{SIRET},Thé & Co,MEMBER\n{OTHER_SIRET},Vis SA,MEMBER\n{THIRD_SIRET},Ail,MEMBER\n",
    "suppliers.csv": "code,name,categories\npapeo,Papéo,papier\nloca,Loca,auto\n",
}


class Folder:
    """Files to import; each call of `load` replaces what was there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, files: dict[str, str], encoding: str = "utf-8") -> None:
        """Make these the folder's only files."""
        for old in self.path.iterdir():
            old.unlink()
        for name, text in files.items():
            (self.path / name).write_text(text, encoding=encoding, newline="")

    async def load(self, **files: str) -> ImportReport:
        """Import CSV files, named by keyword; `ImportRejected` comes through."""
        self.write({f"{name}.csv": text for name, text in files.items()})
        return await import_folder(self.path)

    async def counts(self, **files: str) -> tuple[int, int, int]:
        """Created, updated, unchanged of the only file given."""
        (report,) = (await self.load(**files)).files
        return report.created, report.updated, report.unchanged

    async def refused(self, **files: str) -> FileReport:
        """The report of the only file that was refused."""
        with pytest.raises(ImportRejected) as caught:
            await self.load(**files)
        (report,) = caught.value.report.rejected
        return report

    async def errors(self, **files: str) -> list[tuple[int, str, str]]:
        """The (line, column, value) of each error of the only file that was refused."""
        return [(it.line, it.column, it.value) for it in (await self.refused(**files)).errors]


@pytest.fixture
def make_folder(tmp_path: Path) -> Callable[[], Folder]:
    """An empty folder."""
    path = tmp_path / "folder"
    path.mkdir()
    return lambda: Folder(path)


@pytest.fixture
def folder(db: str, make_folder: Callable[[], Folder]) -> Folder:
    """An empty folder, the database open."""
    return make_folder()


@pytest.fixture
async def group(folder: Folder) -> Folder:
    """The folder, with the small group imported before."""
    folder.write(GROUP)
    await import_folder(folder.path)
    return folder
