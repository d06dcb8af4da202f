"""What slices above add to the page of one's own account: links, each for some roles."""

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """One link on the account page: its English label, a sentence about it and its address."""

    label: str
    about: str
    path: str
    roles: frozenset[str]


_entries: dict[str, Entry] = {}


def register(label: str, about: str, path: str, roles: Iterable[str]) -> None:
    """Add an entry, once per address; slices call this when their `pages` module is imported."""
    _entries[path] = Entry(label, about, path, frozenset(roles))


def entries_for(role: str) -> list[Entry]:
    """Give the entries that a role sees, in the order of their addresses."""
    return [_entries[path] for path in sorted(_entries) if role in _entries[path].roles]
