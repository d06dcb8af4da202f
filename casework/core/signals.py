"""In-transaction signals: how a lower slice tells an upper one that something happened, without knowing it.

A listener runs in the same transaction, with the same gate; if it fails, everything fails.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
Listener = Callable[[Any, Any], Awaitable[None]]

_listeners: dict[type, list[Listener]] = defaultdict(list)


def listens(event: type[Event]) -> Callable[[Listener], Listener]:
    """Register the decorated coroutine, called with (signal, gate), for one kind of signal."""

    def register(listener: Listener) -> Listener:
        _listeners[event].append(listener)
        return listener

    return register


async def tell(event: object, gate: object) -> None:
    """Let every listener of this kind of signal act, one after the other, in the order they were registered."""
    for listener in _listeners[type(event)]:
        await listener(event, gate)
