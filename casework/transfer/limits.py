"""How much of a file is read, and the refusal of one that cannot be."""

from casework.core.errors import Invalid

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
# What an XLSX may become when it is unpacked, all parts together, and how many parts it may have.
MOST_UNPACKED = 150_000_000
MOST_PARTS = 500
# One transaction with its access record.
BATCH = 250


class BadFile(Invalid):
    """A file that cannot be read; the message says what to do about it."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, {"file": [(message, values)]}, **values)
