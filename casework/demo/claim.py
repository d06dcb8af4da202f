"""One program at a time: who may run the embedded server of a folder."""

import fcntl
import os
from pathlib import Path

from casework.demo.placement import EmbeddedPostgresError


class Claim:
    """The right to run the server of one folder: one process has it at a time, and it ends with that process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self) -> None:
        """Take the right, or raise EmbeddedPostgresError naming the process that has it."""
        if self._file is not None:
            return
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 20).decode() or "unknown"
            os.close(file)
            raise EmbeddedPostgresError(
                f"Casework already runs on {self.path.with_suffix('')} (process {holder}). Stop that one first."
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give the right back. A forked child may do this too: its parent keeps what it has."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
