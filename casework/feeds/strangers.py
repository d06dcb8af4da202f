"""Calendar addresses that do not exist: whoever asks for too many of them is not listened to for a while."""

import time

from casework.core.errors import TooMany

WINDOW = 900.0
# A program goes on asking for an address that was revoked, and a whole office may stand behind one network address.
MOST = 300


class Strangers:
    """Counts for each network address how often it asked in vain within a quarter of an hour.

    Each process counts for itself and in memory: a flood must not keep the database busy with being counted.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._began = time.monotonic()
        self._asked: dict[str, int] = {}

    def refuse(self, address: str | None) -> None:
        """Raise TooMany for an address that asked in vain too often."""
        if time.monotonic() - self._began > WINDOW:
            self._began = time.monotonic()
            self._asked.clear()
        if address is not None and self._asked.get(address, 0) >= self.most:
            raise TooMany("Too many attempts. Please try again in an hour.", int(WINDOW))

    def count(self, address: str | None) -> None:
        """Remember that an address asked in vain."""
        if address is not None:
            self._asked[address] = self._asked.get(address, 0) + 1
