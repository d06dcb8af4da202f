"""What msgspec and Litestar say about a wrong JSON body, put into the same words that forms use."""

import re

from casework.web import mistakes
from casework.web.mistakes import Values

Found = dict[str, list[tuple[str, Values]]]

_PATH = re.compile(r"^(?P<said>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)
# What msgspec says, the message of ours, and the value it needs: the one found in the sentence, or a fixed one.
_RULES: list[tuple[str, str, Values]] = [
    (r"missing required field", mistakes.FILL_IN, {}),
    (r"contains unknown field", mistakes.UNKNOWN_FIELD, {}),
    (r"`str` of length <= (?P<count>\d+)", mistakes.TOO_LONG_FOR, {}),
    (r"`str` of length >= (?P<count>\d+)", mistakes.TOO_SHORT, {}),
    (r"`\w+` of length <= (?P<count>\d+)", mistakes.TOO_MANY, {}),
    (r"`\w+` of length >= (?P<count>\d+)", mistakes.TOO_FEW, {}),
    (r"`\w+` >= (?P<limit>\S+)", mistakes.TOO_SMALL, {}),
    (r"`\w+` <= (?P<limit>\S+)", mistakes.TOO_LARGE, {}),
    (r"`\w+` > (?P<limit>\S+)", mistakes.ABOVE, {}),
    (r"`\w+` < (?P<limit>\S+)", mistakes.BELOW, {}),
    (r"matching regex", mistakes.OTHER_FORM, {}),
    (r"Invalid enum value", mistakes.CHOOSE, {}),
    (r"Invalid UUID", mistakes.CHOOSE_FROM_LIST, {}),
    (r"encoded datetime|timezone component", mistakes.OTHER_FORM_EXAMPLE, {"example": "2026-11-22T09:30:00+01:00"}),
    (r"encoded date", mistakes.OTHER_FORM_EXAMPLE, {"example": "2026-11-22"}),
    (r"encoded time", mistakes.OTHER_FORM_EXAMPLE, {"example": "09:30:00"}),
    (r"Expected `(?P<expected>[a-z |]+)`", mistakes.WRONG_KIND, {}),
]


def from_msgspec(message: str) -> Found:
    """Turn msgspec's sentence into the field it speaks of and a message of ours; values in it are left out."""
    found = _PATH.match(message)
    said, path = (found["said"], found["path"] or "$") if found else (message, "$")
    name = re.sub(
        r"\[\.\.\.\]|\[(\d+)\]", lambda index: f".{index[1]}" if index[1] else "", path.removeprefix("$")
    ).strip(".")
    if inner := re.search(r"(?:missing required|contains unknown) field `([^`]+)`", said):
        name = ".".join(part for part in (name, inner[1]) if part)
    for pattern, told, fixed in _RULES:
        if match := re.search(pattern, said):
            caught: Values = {key: text for key, text in match.groupdict().items() if key != "count"}
            counted: Values = {"limit": int(match["count"])} if "(?P<count>" in pattern else {}
            return {name: [(told, fixed | caught | counted)]}
    return {name: [(mistakes.OTHER_FORM, {})]}


def from_litestar(extra: object) -> Found:
    """Turn the list that Litestar adds to a refused request (`message`, `key`) into the same shape."""
    collected: Found = {}
    for entry in extra if isinstance(extra, list) else []:
        if not isinstance(entry, dict):
            continue
        key = re.sub(r"\[(\d+)\]", r".\1", str(entry.get("key", "")))
        for name, messages in from_msgspec(str(entry.get("message", ""))).items():
            # A handler calls its body `data`; the sender knows nothing of that.
            field = ".".join(part for part in (key, name) if part).removeprefix("data").removeprefix(".")
            collected.setdefault(field, []).extend(messages)
    return collected
