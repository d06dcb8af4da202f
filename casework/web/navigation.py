"""What stands in the header: each slice registers its entries at start, each role sees its own."""

from collections.abc import Iterable
from dataclasses import dataclass

# These roles find persons from every page; for everybody else the search field would only promise what it cannot keep.
SEARCHING_ROLES = frozenset({"counsellor", "team_lead", "front_desk"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One link in the header: its English label, its address, its place in the row and the roles that see it.

    `also` are other addresses whose pages belong under it.
    """

    label: str
    path: str
    order: int
    roles: frozenset[str]
    also: tuple[str, ...] = ()

    def leads(self, path: str) -> bool:
        """Tell whether a path lies under this entry; every path begins like the start page's, so that one is exact."""
        return path == self.path or any(
            address != "/" and (path == address or path.startswith(address + "/"))
            for address in (self.path, *self.also)
        )


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Something that is begun from every page with one key: its English label, its address and who sees it."""

    label: str
    path: str
    key: str
    roles: frozenset[str]


_entries: dict[tuple[str, str], Entry] = {}
_shortcuts: dict[str, Shortcut] = {}
_role_labels: dict[str, str] = {}


def name_roles(choices: Iterable[tuple[str, str]]) -> None:
    """Take the (code, English label) pairs of all roles; the slice that owns them gives them at start."""
    _role_labels.update(choices)


def role_label(role: str) -> str:
    """Give the English label of a role, to be translated; a role without a label is shown by its code."""
    return _role_labels.get(role, role)


def register(label: str, path: str, order: int, roles: Iterable[str], also: tuple[str, ...] = ()) -> None:
    """Add an entry, once per address and label; slices call this when their `pages` module is imported."""
    _entries[(path, label)] = Entry(label, path, order, frozenset(roles), also)


def register_shortcut(label: str, path: str, key: str, roles: Iterable[str]) -> None:
    """Let a key open an address from every page with the usual header; a page may give the key a nearer meaning."""
    _shortcuts[key] = Shortcut(label, path, key, frozenset(roles))


def shortcuts_for(role: str | None) -> list[Shortcut]:
    """Give what `role` may begin from every page; nobody signed in sees nothing."""
    return [shortcut for shortcut in _shortcuts.values() if role in shortcut.roles]


def entries_for(role: str | None) -> list[Entry]:
    """Give the entries that `role` sees, in their order; nobody signed in sees none."""
    return sorted(
        (entry for entry in _entries.values() if role in entry.roles), key=lambda entry: (entry.order, entry.path)
    )


def current_entry(entries: Iterable[Entry], path: str) -> Entry | None:
    """Give the entry under which `path` lies: the one with the longest matching address."""
    matching = [entry for entry in entries if entry.leads(path)]
    return max(matching, key=lambda entry: len(entry.path), default=None)
