"""What msgspec and Litestar say about a wrong JSON body, put into the same words that forms use."""

import re
from collections.abc import Callable
from typing import Any

from casework.web import mistakes
from casework.web.mistakes import Values

Found = dict[str, list[tuple[str, Values]]]

_PATH = re.compile(r"^(?P<said>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)
_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, Values]]]] = [
    (re.compile(r"missing required field"), lambda found: (mistakes.FILL_IN, {})),
    (re.compile(r"contains unknown field"), lambda found: (mistakes.UNKNOWN_FIELD, {})),
    (re.compile(r"`str` of length <= (\d+)"), lambda found: (mistakes.TOO_LONG_FOR, {"limit": int(found[1])})),
    (re.compile(r"`str` of length >= (\d+)"), lambda found: (mistakes.TOO_SHORT, {"limit": int(found[1])})),
    (re.compile(r"`\w+` of length <= (\d+)"), lambda found: (mistakes.TOO_MANY, {"limit": int(found[1])})),
    (re.compile(r"`\w+` of length >= (\d+)"), lambda found: (mistakes.TOO_FEW, {"limit": int(found[1])})),
    (re.compile(r"`\w+` >= (\S+)"), lambda found: (mistakes.TOO_SMALL, {"limit": found[1]})),
    (re.compile(r"`\w+` <= (\S+)"), lambda found: (mistakes.TOO_LARGE, {"limit": found[1]})),
    (re.compile(r"`\w+` > (\S+)"), lambda found: (mistakes.ABOVE, {"limit": found[1]})),
    (re.compile(r"`\w+` < (\S+)"), lambda found: (mistakes.BELOW, {"limit": found[1]})),
    (re.compile(r"matching regex"), lambda found: (mistakes.OTHER_FORM, {})),
    (re.compile(r"Invalid enum value"), lambda found: (mistakes.CHOOSE, {})),
    (re.compile(r"Invalid UUID"), lambda found: (mistakes.CHOOSE_FROM_LIST, {})),
    (re.compile(r"Invalid RFC3339 encoded date(?!time)"), lambda found: (mistakes.OTHER_FORM_EXAMPLE, {"example": "2026-11-22"})),
    (re.compile(r"Invalid RFC3339 encoded time"), lambda found: (mistakes.OTHER_FORM_EXAMPLE, {"example": "09:30:00"})),
    (
        re.compile(r"Invalid RFC3339 encoded datetime|timezone component"),
        lambda found: (mistakes.OTHER_FORM_EXAMPLE, {"example": "2026-11-22T09:30:00+01:00"}),
    ),
    (re.compile(r"Expected `([a-z |]+)`"), lambda found: (mistakes.WRONG_KIND, {"expected": found[1]})),
]


def from_msgspec(message: str) -> Found:
    """Turn msgspec's sentence into the field it speaks of and a message of ours; values in it are left out."""
    found = _PATH.match(message)
    said, path = (found["said"], found["path"] or "$") if found else (message, "$")
    name = re.sub(r"\[\.\.\.\]|\[(\d+)\]", lambda index: f".{index[1]}" if index[1] else "", path.removeprefix("$")).strip(".")
    if inner := re.search(r"(?:missing required|contains unknown) field `([^`]+)`", said):
        name = ".".join(part for part in (name, inner[1]) if part)
    for pattern, told in _RULES:
        if match := pattern.search(said):
            return {name: [told(match)]}
    return {name: [(mistakes.OTHER_FORM, {})]}


def from_litestar(extra: Any) -> Found:
    """Turn the list that Litestar adds to a refused request (`message`, `key`) into the same shape."""
    collected: Found = {}
    for entry in extra if isinstance(extra, list) else []:
        if not isinstance(entry, dict):
            continue
        key = str(entry.get("key", ""))
        for name, messages in from_msgspec(str(entry.get("message", ""))).items():
            collected.setdefault(".".join(part for part in (key, name) if part), []).extend(messages)
    return collected
