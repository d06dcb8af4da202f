"""Forms: every mistake named, nothing that was typed lost, never an exception."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Meta

from casework.core.clock import ZONE
from casework.core.errors import Conflict, Invalid
from casework.web import fields, mistakes
from casework.web.forms import WHOLE_FORM, Form
from casework.web.mistakes import Mistake

SOME_ID = "018f0000-0000-7000-8000-000000000001"


class Channel(StrEnum):
    PHONE = "phone"
    VIDEO = "video"


class Everything(msgspec.Struct):
    """One field of every kind that a form can carry."""

    name: Annotated[str, Meta(max_length=10)]
    channel: Channel
    starts_at: datetime
    ident: UUID
    tags: Annotated[list[Channel], Meta(min_length=1, max_length=2)]
    note: Annotated[str, Meta(max_length=20, pattern=r"^B-\d+$", examples=["B-7"])] | None = None
    count: Annotated[int, Meta(ge=1, le=9)] | None = None
    amount: Decimal | None = None
    share: float | None = None
    on: date | None = None
    at: time | None = None
    mode: Literal["one", "two"] = "one"
    agreed: bool = False
    answer: bool | None = None
    areas: set[str] = msgspec.field(default_factory=set)
    ids: tuple[UUID, ...] = ()


GOOD = {
    "name": "Aigerim",
    "channel": "phone",
    "starts_at_date": "27.11.2026",
    "starts_at_time": "9",
    "ident": SOME_ID,
    "tags": ["phone", "video"],
}


def read(**typed: str | list[str]) -> Form[Everything]:
    return Form.read(Everything, GOOD | typed)


def message(form: Form[Any], name: str) -> str:
    (found,) = form.errors[name]
    return found[0]


def test_a_good_form_has_its_value() -> None:
    form = read(
        agreed="true", on="22.11.26", at="0930", amount="12,50", share="0.5", count=" 7 ", note="B-1", answer="no"
    )
    assert form.valid
    assert form.value == Everything(
        name="Aigerim",
        channel=Channel.PHONE,
        starts_at=datetime(2026, 11, 27, 9, tzinfo=ZONE),
        ident=UUID(SOME_ID),
        tags=[Channel.PHONE, Channel.VIDEO],
        note="B-1",
        count=7,
        amount=Decimal("12.50"),
        share=0.5,
        on=date(2026, 11, 22),
        at=time(9, 30),
        agreed=True,
        answer=False,
    )


def test_every_mistake_is_named_at_once() -> None:
    form = Form.read(Everything, {"count": "many", "tags": ""})
    assert set(form.errors) == {"name", "channel", "starts_at", "ident", "tags", "count"}
    with pytest.raises(RuntimeError):
        _ = form.value


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"name": ""}, mistakes.FILL_IN),
        ({"name": "   "}, mistakes.FILL_IN),
        ({"name": "x" * 11}, mistakes.TOO_LONG),
        ({"channel": ""}, mistakes.CHOOSE_SOMETHING),
        ({"channel": "fax"}, mistakes.CHOOSE),
        ({"mode": "three"}, mistakes.CHOOSE),
        ({"ident": "1"}, mistakes.CHOOSE_FROM_LIST),
        ({"note": "7"}, mistakes.OTHER_FORM_EXAMPLE),
        ({"count": "0"}, mistakes.TOO_SMALL),
        ({"count": "10"}, mistakes.TOO_LARGE),
        ({"count": "9" * 40}, mistakes.NOT_WHOLE),
        ({"count": "1.5"}, mistakes.NOT_WHOLE),
        ({"amount": "NaN"}, mistakes.NOT_NUMBER),
        ({"amount": "1e999"}, mistakes.NOT_NUMBER),
        ({"share": "half"}, mistakes.NOT_NUMBER),
        ({"on": "31.02.2026"}, mistakes.NO_SUCH_DATE),
        ({"on": "22.11."}, mistakes.NOT_DATE),
        ({"on": "22.11.0206"}, mistakes.ODD_YEAR),
        ({"at": "25:00"}, mistakes.NOT_TIME),
        ({"starts_at_time": ""}, mistakes.TIME_MISSING),
        ({"starts_at_date": ""}, mistakes.DATE_MISSING),
        ({"starts_at_date": "28.03.2027", "starts_at_time": "02:30"}, mistakes.NO_SUCH_MOMENT),
        ({"tags": []}, mistakes.TOO_FEW),
        ({"name": "a\x00b"}, mistakes.CONTROL_CHARACTERS),
        ({"name": "a\udcffb"}, mistakes.UNREADABLE),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_the_text(typed: dict[str, str | list[str]], expected: str) -> None:
    form = read(**typed)
    assert [found[0] for errors in form.errors.values() for found in errors] == [expected]
    for name, text in typed.items():
        assert form.typed_all(name) == ([fields.shown(text)] if isinstance(text, str) else text)


def test_the_limit_and_the_present_length_are_told() -> None:
    assert read(name="x" * 14).errors["name"] == [(mistakes.TOO_LONG, {"limit": 10, "length": 14})]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22.11.2026", date(2026, 11, 22)),
        ("22.11.26", date(2026, 11, 22)),
        ("22.11.26?", date(2026, 11, 22)),
        ("1. 3. 2026", date(2026, 3, 1)),
        ("01.03.85", date(1985, 3, 1)),
        ("22/11/2026", date(2026, 11, 22)),
        ("2026-11-22", date(2026, 11, 22)),
        ("22. November 2026", date(2026, 11, 22)),
        ("22 Nov 2026", date(2026, 11, 22)),
        ("3. März 2026", date(2026, 3, 3)),
        ("3. Mai 2026", date(2026, 5, 3)),
        ("3 May 2026", date(2026, 5, 3)),
        ("24. Dez. 2026", date(2026, 12, 24)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    assert fields.read_date(text, today=date(2026, 11, 22)) == day


@pytest.mark.parametrize("text", ["9", "9:00", "09.00", "0900", "9 Uhr", "09:00:00", "9h", "9h00"])
def test_times_are_read_as_people_write_them(text: str) -> None:
    assert fields.read_time(text) == time(9)


@given(day=st.dates(date(fields.FIRST_YEAR, 1, 1), date(fields.LAST_YEAR, 12, 31)))
def test_every_date_survives_being_shown_and_typed_again(day: date) -> None:
    assert fields.read_date(day.isoformat()) == fields.read_date(f"{day:%d.%m.%Y}") == day


def test_the_hour_that_comes_twice_is_the_first_one() -> None:
    form = read(starts_at_date="25.10.2026", starts_at_time="02:30")
    assert form.value.starts_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


TEXTS = st.text(max_size=60) | st.sampled_from(
    ["", "phone", SOME_ID, "22.11.2026", "9:30", "true", "\x00", "\udcff", "1e9"]
)
NAMES = st.sampled_from([*Everything.__struct_fields__, "starts_at_date", "starts_at_time", "unknown", ""])


# The first example waits for the table of all characters to be made, which says nothing about our code.
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, st.lists(TEXTS, max_size=4)))
def test_whatever_is_typed_nothing_is_lost_and_nothing_raises(typed: dict[str, list[str]]) -> None:
    form = Form.read(Everything, typed)
    for name, texts in typed.items():
        assert form.typed_all(name) == [fields.shown(text) for text in texts]
    assert form.valid or all(form.errors.values())
    if form.valid:
        assert isinstance(form.value, Everything)


@given(st.text(max_size=80))
def test_what_is_shown_again_can_be_stored(text: str) -> None:
    again = fields.shown(text)
    fields.check_characters(again)
    again.encode("utf-8")


@given(
    st.builds(
        Everything,
        name=st.text("abcäöüЖяسم", min_size=1, max_size=10),
        channel=st.sampled_from(Channel),
        starts_at=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  # Hypothesis wants them naive.
            lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(ZONE)
        ),
        ident=st.uuids(),
        tags=st.lists(st.sampled_from(Channel), min_size=1, max_size=2, unique=True),
        note=st.none() | st.just("B-12"),
        count=st.none() | st.integers(1, 9),
        amount=st.none() | st.decimals(0, 1000, places=2),
        share=st.none() | st.just(0.25),
        on=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        at=st.none() | st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
        mode=st.sampled_from(["one", "two"]),
        agreed=st.booleans(),
        areas=st.sets(st.sampled_from("abc")),
        ids=st.lists(st.uuids(), max_size=2, unique=True).map(tuple),
    )
)
def test_a_value_survives_its_form(value: Everything) -> None:
    shown = Form.of(value)
    again = Form.read(Everything, {name: shown.typed_all(name) for name, _ in shown.everything()})
    assert again.valid, again.errors
    # Of the hour that the clocks repeat, a form can only mean the first one.
    doubled = again.value.starts_at.utcoffset() != value.starts_at.utcoffset()
    assert again.value.starts_at in {
        value.starts_at,
        value.starts_at - timedelta(hours=1) if doubled else value.starts_at,
    }
    again.value.starts_at = value.starts_at
    assert again.value == value


def test_a_blank_form_shows_defaults_and_initial_values() -> None:
    form = Form.blank(
        Everything, on=date(2026, 11, 22), tags=[Channel.VIDEO], starts_at=datetime(2026, 7, 1, 8, tzinfo=UTC)
    )
    assert (form.typed("mode"), form.typed("on"), form.typed_all("tags")) == ("one", "2026-11-22", ["video"])
    assert (form.typed("starts_at_date"), form.typed("starts_at_time")) == ("2026-07-01", "10:00")
    assert form.valid
    assert not form.is_ticked("agreed")
    assert (form.required("name"), form.required("note"), form.required("mode")) == (True, False, False)


def test_an_emptied_text_is_none_or_refused() -> None:
    assert read(note="").value.note is None


def test_what_an_action_refuses_lands_at_its_fields() -> None:
    form = read()
    form.take(Invalid("Wrong.", {"name": [("Already there.", {})], "elsewhere": [("Odd.", {})]}))
    assert message(form, "name") == "Already there."
    assert message(form, WHOLE_FORM) == "Odd."
    other = read()
    other.take(Conflict("This case is already closed."))
    assert message(other, WHOLE_FORM) == "This case is already closed."


def test_what_a_struct_refuses_lands_at_the_form() -> None:
    class Span(msgspec.Struct):
        first: int
        last: int

        def __post_init__(self) -> None:
            if self.last < self.first:
                raise Invalid("Wrong order.", {"last": [("Ends before it begins.", {})]})

    form = Form.read(Span, {"first": "3", "last": "2"})
    assert message(form, "last") == "Ends before it begins."


def test_a_struct_that_no_form_can_carry_is_refused_at_once() -> None:
    class Nested(msgspec.Struct):
        inner: dict[str, str]

    with pytest.raises(TypeError):
        Form.read(Nested, {"inner": "x"})


def test_a_mistake_carries_its_values() -> None:
    assert Mistake("Too long: %(limit)d", limit=3).values == {"limit": 3}
