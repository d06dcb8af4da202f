"""The form for a deadline: which inputs a kind asks for and how they are called, and what is filled in beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import deadline_queries as queries
from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import takes
from casework.appointments.deadline_queries import CaseFacts, PersonToChoose
from casework.appointments.deadline_rules import RULEBOOK, Delivery, Period
from casework.appointments.deadline_schemas import DeadlineRow, sentence_of
from casework.appointments.explanation import cautions_in_words, steps_in_words
from casework.appointments.input_forms import DeadlineForm, InputForm
from casework.appointments.legal_remedies import Matter
from casework.appointments.rules import compute
from casework.core.clock import today
from casework.core.errors import Invalid
from casework.offers.codes import ApplyBefore
from casework.tenancy.codes import Land
from casework.web.forms import Form
from casework.web.i18n import msgid, translator

Inputs = TypeVar("Inputs", bound=InputForm)
Fields = Mapping[str, Sequence[str]]

UNITS = (
    ("days", msgid("Days")),
    ("weeks", msgid("Weeks")),
    ("months", msgid("Months")),
    ("years", msgid("Years")),
)
# What stands in a form's fields before anybody chose otherwise.
USUAL = {"period_unit": "weeks", "extension_unit": "months", "delivery": Delivery.POST.value}
# Fields of a form that are called otherwise than the input they make up.
FIELD_NAMES = {
    "period": "period_length",
    "proper_instruction": "without_instruction",
    "suspensions": "stopped_on",
    "extension": "extension_length",
}
# The deadlines that start with the venture that a case prepares.
_AT_THE_START = frozenset(
    {
        DeadlineKind.BUSINESS_NOTICE,
        DeadlineKind.TAX_NOTICE,
        DeadlineKind.CHAMBER_NOTICE,
        DeadlineKind.ACCIDENT_INSURANCE,
    }
)
# What the day of the event is called in a form, by the words with which its rule tells it.
_EVENT_LABELS = {
    "notified %(day)s": msgid("Day of notification"),
    "valid until %(day)s": msgid("Valid until"),
    "birth %(day)s": msgid("Day of birth"),
    "title issued %(day)s": msgid("Residence title issued on"),
    "set for %(day)s": msgid("Date that was set"),
    "received %(day)s": msgid("Received on"),
    "file complete %(day)s": msgid("File complete on"),
    "start %(day)s": msgid("Start"),
    "counted on %(day)s": msgid("Days of the claim counted on"),
    "needed from %(day)s": msgid("Needed from"),
    "employment ends %(day)s": msgid("Employment ends on"),
    "known since %(day)s": msgid("Known since"),
    "grant since %(day)s": msgid("Grant since"),
    "moved in %(day)s": msgid("Moved in on"),
    "entry %(day)s": msgid("Entry on"),
    "exit %(day)s": msgid("Exit on"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A computed date in the reader's language, as the page shows it before anything is saved."""

    due_on: date
    sentence: str
    steps: list[str]
    norm: str
    rule: str
    version: date
    warn_on: list[date]
    cautions: list[str]

    @classmethod
    def of(cls, computed: Computed, language: str) -> "Result":
        """Put a computed date into words."""
        words = translator(language)
        return cls(
            due_on=computed.due_on,
            sentence=sentence_of(computed, language),
            steps=[step[:1].upper() + step[1:] for step in steps_in_words(computed, language)],
            norm=words.gettext(computed.norm),
            rule=computed.rule,
            version=computed.version,
            warn_on=[day for day in computed.warn_on if day >= today()],
            cautions=cautions_in_words(computed, language),
        )


def event_label(kind: DeadlineKind) -> str:
    """Give the English label of the day that a deadline of this kind starts from."""
    return _EVENT_LABELS.get(RULEBOOK.rule(kind).event, msgid("Day of the event"))


def choices(kind: DeadlineKind) -> dict[str, Any]:
    """Give what the fields of a form for this kind need."""
    return {
        "kind": kind,
        "takes": takes(kind),
        "event_label": event_label(kind),
        "Land": Land,
        "AuthorityKind": AuthorityKind,
        "ApplyBefore": ApplyBefore,
        "UNITS": UNITS,
        "Delivery": Delivery,
        "Matter": Matter,
    }


def computed_from(form: Form[Inputs]) -> Computed | None:
    """Compute what the form says; mistakes that only the rule can find are noted in the form."""
    if not form.valid:
        return None
    try:
        return compute(form.value.kind, form.value.inputs(), form.value.land)
    except Invalid as error:
        error.fields = {FIELD_NAMES.get(name, name): found for name, found in error.fields.items()}
        form.take(error)
        return None


def demanding(form: Form[Inputs], kind: DeadlineKind) -> Form[Inputs]:
    """Give the form with the fields marked that this kind cannot do without."""
    needed = {"due_on"} if "posted_on" in takes(kind) else {"due_on", "event_on"}
    form.demanded = frozenset(needed | ({"days_left"} & takes(kind)))
    return form


def opened(kind_of_form: type[Inputs], fields: Fields) -> tuple[Form[Inputs], Computed | None]:
    """Give a form that was just opened: with a date if enough is known already, and without mistakes if not."""
    form = Form.read(kind_of_form, fields)
    has_day = any(form.typed(name) for name in ("event_on", "posted_on"))
    computed = computed_from(form) if has_day else None
    if not has_day:
        form.errors.clear()
    return form, computed


async def prefilled(
    gate: Gate, kind: DeadlineKind, facts: CaseFacts, persons: Sequence[PersonToChoose], offer_id: UUID | None
) -> dict[str, list[str]]:
    """Give what the case, its clients and an offer already tell about a deadline of this kind."""
    land = await queries.land_of(gate, facts.district)
    known: dict[str, object] = {"kind": kind.value, "land": land.value, **USUAL}
    if kind is DeadlineKind.TITLE_EXPIRY:
        known |= _from_titles(persons)
    elif kind is DeadlineKind.APPLY_BEFORE_EVENT:
        offer = await queries.offer_facts(gate, offer_id) if offer_id else None
        known |= _from_start(facts.venture_start, offer)
    elif kind in _AT_THE_START and facts.venture_start is not None:
        known["event_on"] = facts.venture_start
    if len(persons) == 1:
        known["client_id"] = persons[0].id
    return {name: [str(value)] for name, value in known.items()}


def stored(row: DeadlineRow) -> dict[str, list[str]]:
    """Give the fields of the form for a deadline that is stored."""
    inputs = row.computed.inputs
    known: dict[str, object | None] = {
        "kind": row.kind.value,
        "land": row.land.value,
        "event_on": inputs.event_on,
        "posted_on": inputs.posted_on,
        "without_instruction": None if inputs.proper_instruction else "true",
        "authority": inputs.authority,
        "event": inputs.event,
        "known_on": inputs.known_on,
        "days_left": inputs.days_left,
        "title": row.title,
        "client_id": row.client_id,
        "due_on": row.due_on,
        "correction": row.correction,
        **USUAL,
        "delivery": inputs.delivery,
        "matter": inputs.matter,
        "accelerated": "true" if inputs.accelerated else None,
        **_length("period", inputs.period),
        **_length("extension", inputs.extension),
    }
    for name, stop in zip(("stopped", "stopped_again"), inputs.suspensions, strict=False):
        known |= {f"{name}_on": stop.since, f"{name}_until": stop.until}
    return {name: [str(value)] for name, value in known.items() if value is not None}


def with_date(fields: Fields, due_on: date) -> dict[str, Sequence[str]]:
    """Give the fields with the newly computed date to be confirmed."""
    return {**fields, "due_on": [due_on.isoformat()], "correction": [""]}


def _length(name: str, period: Period | None) -> dict[str, object]:
    lengths = {unit: getattr(period, unit) for unit, _ in UNITS} if period else {}
    return next(({f"{name}_unit": unit, f"{name}_length": length} for unit, length in lengths.items() if length), {})


def _from_titles(persons: Sequence[PersonToChoose]) -> dict[str, object]:
    """Take the residence title that ends next; where all have ended, the one that ended last."""
    dated = sorted((person.residence_until, person) for person in persons if person.residence_until is not None)
    ahead = [pair for pair in dated if pair[0] >= today()]
    chosen = ahead[0] if ahead else dated[-1] if dated else None
    return {} if chosen is None else {"event_on": chosen[0], "client_id": chosen[1].id}


def _from_start(venture_start: date | None, offer: queries.OfferFacts | None) -> dict[str, object]:
    """Take what must wait: the start of the business, unless an offer names another thing to apply before."""
    event = offer.apply_before if offer and offer.apply_before else ApplyBefore.BUSINESS_START.value
    if offer is None:
        return {"event": event, "event_on": venture_start} if venture_start else {}
    day = venture_start if event == ApplyBefore.BUSINESS_START and venture_start else offer.starts_on
    return {"event": event, "title": offer.title[:200]} | ({"event_on": day} if day else {})


__all__ = ["DeadlineForm", "Result", "choices", "computed_from", "opened", "prefilled", "stored", "with_date"]
