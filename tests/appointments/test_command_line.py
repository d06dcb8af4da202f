"""`casework deadline`: the engine for anyone, with helpful words where something is missing."""

import json

import pytest

from casework.__main__ import main
from casework.appointments.codes import DeadlineKind


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        status = main(["deadline", *words])
    except SystemExit as left:
        status = int(left.code or 0)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_it_prints_the_date_and_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, "objection", "--on", "2026-03-14", "--land", "BB")
    assert (status, *out.splitlines()[:2]) == (
        0,
        "2026-04-14",
        "Notified 14 March 2026, one month, ends Tuesday 14 April (VwGO § 70, SGG § 84)",
    )


@pytest.mark.parametrize("kind", ["OBJECTION", "Objection", "objection"])
def test_kinds_and_laender_in_any_case_and_german_on_request(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    status, out, _ = said(capsys, kind, "--on", "14.03.2024", "--land", "bb", "--language", "de")
    assert status == 0
    assert "2024-04-15" in out
    assert "endet Montag, 15.04., weil der 14.04. ein Sonntag ist (BGB § 193)" in out


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("objection --on 2024-12-01 --without-instruction --authority trade_office", "2025-12-01"),
        ("objection --posted 2025-03-10", "2025-04-14"),
        ("objection --posted 2025-01-31 --abroad --authority tax-office", "2025-03-28"),
        ("evidence_request --on 2026-11-07 --period 2w", "2026-11-23"),
        ("apply_before_event --on 2026-12-01 --before business_start", "2026-11-30"),
        ("jobseeker_report --on 2026-12-31 --known 2026-11-20", "2026-11-23"),
        ("benefit_claim_remainder --on 2026-05-01 --days-left 160", "2026-05-11"),
        ("RECOG_DECISION --on 2026-01-15 --stopped 2026-02-01..2026-02-20 --extended-by 1m", "2026-06-04"),
        ("recog_decision --on 2025-12-31 --accelerated", "2026-02-28"),
    ],
)
def test_every_input_has_its_option(capsys: pytest.CaptureFixture[str], words: str, date: str) -> None:
    status, out, err = said(capsys, *words.split(), "--land", "BB")
    assert (status, out.partition("\n")[0]) == (0, date), err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("objektion --on 2026-03-14 --land BB", "Did you mean objection?"),
        ("objection --on 2026-03-14", "--land"),
        ("objection --on 2026-02-30 --land BB", "is no day"),
        ("objection --on 2026-03-14 --land XX", "none of: sh, hh"),
        ("objection --land BB", "--on: Please fill in this field."),
        ("title_expiry --on 2026-03-14 --posted 2026-03-14 --land BB", "--posted: This does not belong"),
        ("objection --posted 2026-03-14 --abroad --land BB", "AO § 122"),
        ("evidence_request --on 2026-03-14 --period soon --land BB", "no length of time"),
    ],
)
def test_misuse_is_told_with_exit_code_2(capsys: pytest.CaptureFixture[str], words: str, hint: str) -> None:
    status, out, err = said(capsys, *words.split())
    assert (status, out) == (2, "")
    assert hint in err


def test_an_unknown_kind_lists_all_of_them_and_json_tells_everything(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = said(capsys, "nonsense", "--land", "BB")
    assert all(kind.value in err for kind in DeadlineKind)
    _, out, _ = said(capsys, "objection", "--on", "2026-03-14", "--land", "NW", "--json")
    found = json.loads(out)
    assert (found["due_on"], found["rule"], found["computed"]["remedy"]["status"]) == (
        "2026-04-14",
        "objection",
        "abolished",
    )
