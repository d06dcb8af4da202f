"""Properties of every deadline over ten years and all sixteen Länder."""

from calendar import monthrange
from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from casework.appointments.codes import DeadlineKind
from casework.appointments.computed import Computed, Counted
from casework.appointments.deadline_inputs import DeadlineInputs, Suspension
from casework.appointments.deadline_rules import RULEBOOK, Period
from casework.appointments.explanation import explain
from casework.appointments.rules import add, compute
from casework.appointments.working_days import is_surely_working_day, is_working_day, next_working_day
from casework.tenancy.codes import Land
from casework.web.i18n import translator

K = DeadlineKind
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
LANDS = st.sampled_from(Land)
KINDS = st.sampled_from(DeadlineKind)


def any_inputs(kind: DeadlineKind, day: date) -> DeadlineInputs:
    return DeadlineInputs(event_on=day, days_left=200 if kind is K.BENEFIT_CLAIM_REMAINDER else None)


def counted_end(result: Computed) -> date:
    return next(step.ends_on for step in result.steps if isinstance(step, Counted))


@given(KINDS, DAYS, LANDS)
def test_the_end_moves_only_later_only_to_a_working_day_and_only_where_the_rule_says_so(
    kind: DeadlineKind, day: date, land: Land
) -> None:
    result = compute(kind, any_inputs(kind, day), land)
    counted = counted_end(result)
    if RULEBOOK.rule(kind).moves:
        assert result.due_on >= counted
        assert is_working_day(result.due_on, land)
        between = [counted + timedelta(days=step) for step in range((result.due_on - counted).days)]
        assert not any(is_working_day(passed, land) for passed in between)
        assert len(between) <= 4
    else:
        assert result.due_on == counted
        assert result.warn_on


@given(KINDS, DAYS, LANDS)
def test_warnings_come_in_order_before_the_end_and_while_offices_work(
    kind: DeadlineKind, day: date, land: Land
) -> None:
    result = compute(kind, any_inputs(kind, day), land)
    assert list(result.warn_on) == sorted(set(result.warn_on))
    assert all(warned < result.due_on and is_surely_working_day(warned, land) for warned in result.warn_on)


@given(KINDS, DAYS, DAYS, LANDS)
def test_a_later_event_never_ends_earlier(kind: DeadlineKind, one: date, other: date, land: Land) -> None:
    if kind is K.BENEFIT_CLAIM_REMAINDER:
        return  # The two days taken off for a February may overtake; that only makes it safer.
    earlier, later = sorted((one, other))
    ends = [compute(kind, any_inputs(kind, day), land).due_on for day in (earlier, later)]
    assert ends == sorted(ends)


@given(DAYS, DAYS, LANDS)
def test_a_letter_posted_later_never_ends_earlier(one: date, other: date, land: Land) -> None:
    earlier, later = sorted((one, other))
    ends = [compute(K.OBJECTION, DeadlineInputs(posted_on=day), land).due_on for day in (earlier, later)]
    assert ends == sorted(ends)


@given(DAYS, st.integers(0, 120))
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int) -> None:
    end = add(day, Period(months=months))
    last = monthrange(end.year, end.month)[1]
    assert end.day == day.day or (day.day > last and end.day == last)
    assert (end.year - day.year) * 12 + end.month - day.month == months


@given(DAYS, st.integers(0, 10))
def test_years_keep_day_and_month_but_for_29_february(day: date, years: int) -> None:
    end = add(day, Period(years=years))
    assert end.year == day.year + years
    assert (end.month, end.day) in {(day.month, day.day), (2, 28)}


@given(KINDS, DAYS, LANDS)
def test_it_explains_itself_with_its_norm_and_survives_storage(kind: DeadlineKind, day: date, land: Land) -> None:
    result = compute(kind, any_inputs(kind, day), land)
    german = explain(result, "de")
    assert translator("de").gettext(result.norm) in german
    assert result.norm in explain(result, "en")
    assert f"{result.due_on:%d.%m.}" in german
    assert "%(" not in german
    stored = msgspec.json.decode(msgspec.json.encode(result), type=Computed)
    assert stored == result
    assert compute(stored.kind, stored.inputs, stored.land) == result


def test_every_day_of_ten_years_in_every_land_moves_to_the_next_working_day_and_no_further() -> None:
    for land in Land:
        expected = date(2031, 1, 2)
        for day in (date(2030, 12, 31) - timedelta(days=back) for back in range(3653)):
            if day.weekday() < 5 and is_working_day(day, land):
                expected = day
            assert next_working_day(day, land) == expected


STOPS = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 40)), max_size=4)


@given(DAYS, STOPS, st.integers(0, 3))
def test_stops_and_an_extension_never_shorten_a_period_and_overlaps_count_once(
    day: date, stops: list[tuple[int, int]], months: int
) -> None:
    times = [(day + timedelta(days=first), day + timedelta(days=first + length)) for first, length in stops]
    inputs = DeadlineInputs(
        event_on=day,
        suspensions=tuple(Suspension(since=since, until=until) for since, until in times),
        extension=Period(months=months) if months else None,
    )
    plain = add(add(day, Period(months=3)), Period(months=months))
    still = {since + timedelta(days=step) for since, until in times for step in range((until - since).days + 1)}
    assert compute(K.RECOG_DECISION, inputs, Land.BB).due_on == plain + timedelta(days=len(still))


@given(DAYS, st.integers(0, 20), LANDS)
def test_a_known_later_arrival_never_ends_earlier_than_the_fiction(day: date, later: int, land: Land) -> None:
    posted = compute(K.OBJECTION, DeadlineInputs(posted_on=day), land).due_on
    arrived = DeadlineInputs(posted_on=day, event_on=day + timedelta(days=later))
    assert compute(K.OBJECTION, arrived, land).due_on >= posted
