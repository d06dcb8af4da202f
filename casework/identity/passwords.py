"""What a new password must be like: long, and neither known to everybody nor made of the person's own name."""

import re
from collections.abc import Iterable
from pathlib import Path

from casework.core.errors import Invalid
from casework.web.i18n import msgid

SHORTEST = 12
# Long enough for the length rule and still among the first that anybody tries; compared without regard to case.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


def check_password(password: str, names: Iterable[str]) -> None:
    """Refuse a new password that is too short, too common, or built from `names` (name and e-mail); raises Invalid.

    After NIST SP 800-63B § 5.1.1.2: length and a list of what everybody tries instead of rules about characters.
    """
    plain = password.strip().casefold()
    if len(plain) < SHORTEST:
        _refuse(msgid("Please use at least 12 characters; a short sentence is easy to remember."))
    if plain in COMMON or len(set(plain)) < 5:
        _refuse(msgid("This is one of the passwords that are tried first. Please choose another one."))
    rest = plain
    for word in sorted({word for name in names for word in _words(name)}, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST - 4 and rest != plain:
        _refuse(msgid("This is too close to your name or e-mail address. Please choose another one."))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W\d_]+", name.casefold()) if len(word) >= 3]


def _refuse(message: str) -> None:
    raise Invalid(message, {"password": [(message, {})]})
