"""Search texts that are no names: slices above register what else the one search field understands.

Case numbers live above this slice, so it cannot look them up itself.
"""

from collections.abc import Awaitable, Callable

from casework.access.gate import Gate

Lookup = Callable[[Gate, str], Awaitable[str | None]]

_lookups: list[Lookup] = []


def register(lookup: Lookup) -> Lookup:
    """Add a coroutine that gives the address of the page meant by a text, or None if it means nothing to it."""
    if lookup not in _lookups:
        _lookups.append(lookup)
    return lookup


async def address_for(gate: Gate, text: str) -> str | None:
    """Give the address that the first lookup knows for this text, None if it is a name after all."""
    for lookup in _lookups:
        address = await lookup(gate, text)
        if address is not None:
            return address
    return None
