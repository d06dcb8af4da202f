"""Which column fills which field: proposed from the headings, remembered for the next file with the same ones."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from casework.transfer.codes import Subject
from casework.transfer.fields import FIELDS, REASON, Field, folded
from casework.web.i18n import LANGUAGES, translator

Meanings = dict[str, dict[str, str]]


def proposed(subject: Subject, headings: Sequence[str]) -> list[str]:
    """Give for each heading the field it most likely is, empty for none; no field is given twice."""
    found = [""] * len(headings)
    taken: set[str] = set()
    # What a heading is called exactly counts before what else it may stand for.
    for known in (_labels(subject), _synonyms(subject)):
        for column, heading in enumerate(headings):
            fields = [name for name in known.get(folded(heading), ()) if name not in taken]
            if not found[column] and fields and not is_reason(heading):
                found[column] = fields[0]
                taken.add(fields[0])
    return found


def heading_set(headings: Iterable[str]) -> str:
    """Give the mark by which the same headings are recognised in any order; a column of reasons does not count."""
    text = "\n".join(sorted(folded(heading) for heading in headings if not is_reason(heading)))
    return hashlib.sha256(text.encode()).hexdigest()


def is_reason(heading: str) -> bool:
    """Tell whether a column is the one that a file of rejected rows has on top."""
    return folded(heading) in {folded(translator(tongue).gettext(REASON)) for tongue in LANGUAGES}


def remembered(headings: Sequence[str], fields: Mapping[str, str]) -> list[str]:
    """Give the mapping that an organisation used the last time for these headings."""
    return [fields.get(mark, "") for mark in _marks(headings)]


def to_remember(headings: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    """Give a mapping as it is remembered: by folded heading."""
    return {mark: name for mark, name in zip(_marks(headings), mapping, strict=True) if name}


def _marks(headings: Sequence[str]) -> list[str]:
    """Give what each heading is remembered by: folded, and counted where several columns are called the same."""
    marks: list[str] = []
    for heading in map(folded, headings):
        again = marks.count(heading) + sum(mark.startswith(f"{heading}\n") for mark in marks)
        marks.append(f"{heading}\n{again + 1}" if again else heading)
    return marks


@cache
def _labels(subject: Subject) -> Mapping[str, list[str]]:
    return _named(subject, lambda field: [field.name, *(translator(to).gettext(field.label) for to in LANGUAGES)])


@cache
def _synonyms(subject: Subject) -> Mapping[str, list[str]]:
    return _named(subject, lambda field: field.headings.split("|"))


def _named(subject: Subject, names: Callable[[Field], list[str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in FIELDS[subject]:
        for said in names(field):
            if folded(said):
                found.setdefault(folded(said), []).append(field.name)
    return found
