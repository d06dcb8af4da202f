"""Every code list of every slice has stable codes and German labels, and no two catalogues disagree."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from babel.messages.pofile import read_po

import casework
from casework.cases.codes import Phase
from casework.core.codes import Code

PACKAGE = Path(casework.__file__).parent
SLICES = sorted(path.parent.name for path in PACKAGE.glob("*/codes.py") if path.parent.name != "core")


def code_lists(slice_name: str) -> Iterator[type[Code]]:
    module = importlib.import_module(f"casework.{slice_name}.codes")
    for _, kind in inspect.getmembers(module, inspect.isclass):
        if issubclass(kind, Code) and kind.__module__ == module.__name__:
            yield kind


def catalogue(slice_name: str) -> dict[str, str]:
    with (PACKAGE / slice_name / "i18n" / "de.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="de") if isinstance(entry.id, str) and entry.id]
    return {str(entry.id): str(entry.string) for entry in entries}


@pytest.mark.parametrize("slice_name", SLICES)
def test_every_label_is_translated_by_its_own_slice(slice_name: str) -> None:
    german = catalogue(slice_name)
    labels = {member.label for kind in code_lists(slice_name) for member in kind}
    assert not {label for label in labels if not german.get(label)}


def test_the_same_english_text_has_the_same_german_one_in_all_slices() -> None:
    seen: dict[str, str] = {}
    for slice_name in SLICES:
        for english, german in catalogue(slice_name).items():
            assert seen.setdefault(english, german) == german, english


@pytest.mark.parametrize("slice_name", SLICES)
def test_codes_are_lower_case_and_named_like_their_members(slice_name: str) -> None:
    for kind in code_lists(slice_name):
        for member in kind:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", member.value)
            assert member.value == member.name.lower()


def test_a_member_is_its_code_in_text_and_json() -> None:
    assert Phase("intake") is Phase.INTAKE
    assert f"{Phase.INTAKE}" == "intake"
    assert Phase.choices()[0] == ("intake", "Intake")
    assert msgspec.json.decode(b'"intake"', type=Phase) is Phase.INTAKE
    assert msgspec.json.encode(Phase.INTAKE) == b'"intake"'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'"nowhere"', type=Phase)
