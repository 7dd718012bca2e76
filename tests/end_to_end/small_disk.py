"""A disk of a few megabytes that can be full: a file system in memory, mounted for one test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class NoMount(Exception):
    """Nothing can be mounted here; the message says why."""


class SmallDisk:
    """A directory on a disk of its own. Ends with the block, and so does all that lies there."""

    def __init__(self, megabytes: int, *, owner: str | None = None) -> None:
        self._megabytes, self._owner = megabytes, owner
        self.path = Path()

    def __enter__(self) -> SmallDisk:
        if os.geteuid() != 0:
            raise NoMount("only root may mount a small disk")
        self.path = Path(tempfile.mkdtemp(prefix="small-disk-"))
        size = f"size={self._megabytes}m,mode=0700"
        command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            self.path.rmdir()
            raise NoMount(f"no small disk can be mounted: {done.stderr.strip()}")
        if self._owner:
            shutil.chown(self.path, self._owner)
        return self

    def __exit__(self, *error: object) -> None:
        # Lazily: whoever was killed in the middle may have a file open.
        subprocess.run(["umount", "-l", str(self.path)], check=True)
        self.path.rmdir()

    def fill(self) -> None:
        """Take every byte that is left."""
        with (self.path / "filler").open("ab", buffering=0) as filler:
            for size in (65_536, 4_096, 1):
                try:
                    while filler.write(b"x" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Give them back, as an operator does who clears up."""
        (self.path / "filler").unlink()
