"""When two people edit the same record: what differs, side by side, and nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.web.forms import Form


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people left different: the texts as a form carries them, and as a reader sees them."""

    name: str
    label: str
    theirs: list[str]
    yours: list[str]
    theirs_shown: str
    yours_shown: str

    @property
    def is_single(self) -> bool:
        """Say whether the page can offer both texts to choose from; of lists it keeps the reader's own."""
        return len(self.theirs) <= 1 and len(self.yours) <= 1


def differences(
    yours: Form[Any],
    theirs: Form[Any],
    labels: Mapping[str, str],
    shown: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Difference]:
    """Compare what the reader typed with what is stored by now, for the fields named in `labels` (name → label).

    `shown` says for a field how a code reads (code → words); other texts are shown as they are.
    """
    found = []
    for name, label in labels.items():
        left, right = theirs.typed_all(name), yours.typed_all(name)
        words = (shown or {}).get(name, {})
        if [text.strip() for text in left if text.strip()] != [text.strip() for text in right if text.strip()]:
            found.append(
                Difference(
                    name=name,
                    label=label,
                    theirs=left,
                    yours=right,
                    theirs_shown=", ".join(words.get(text, text) for text in left),
                    yours_shown=", ".join(words.get(text, text) for text in right),
                )
            )
    return found


def kept_fields(yours: Form[Any], found: list[Difference], version: object) -> list[tuple[str, str]]:
    """Give the fields that the merge page carries along unseen: all without a choice, and the version now stored."""
    chosen = {difference.name for difference in found if difference.is_single}
    carried = [(name, text) for name, text in yours.everything() if name not in chosen and name != "version"]
    return [*carried, ("version", str(version))]
