"""What the pages of plans share: who and what a page is about, choices, and merging two edits."""

from typing import Any
from uuid import UUID

from litestar.response import Response
from msgspec import Struct

from casework.access.gate import Gate
from casework.cases.forms import AnyRequest
from casework.cases.queries import case_head
from casework.cases.schemas import CaseHead
from casework.plans.codes import Attainment, LifeDomain, MeasureState, Responsible, SignatureForm
from casework.plans.models import Plan
from casework.plans.views import PlanRow
from casework.web import merge
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import page, reader

CODES: dict[str, Any] = {
    "Attainment": Attainment,
    "LifeDomain": LifeDomain,
    "MeasureState": MeasureState,
    "Responsible": Responsible,
    "SignatureForm": SignatureForm,
}
LABELS = {
    "words": msgid("In the client's own words"),
    "in_german": msgid("In German"),
    "domain": msgid("Life domain"),
    "client_id": msgid("Whose goal"),
    "success": msgid("What success looks like"),
    "target_on": msgid("Target date"),
    "what": msgid("What is done"),
    "responsible": msgid("Who does it"),
    "who": msgid("Partner or authority"),
    "due_on": msgid("By when"),
    "situation": msgid("Where we are now"),
    "next_review_on": msgid("Next review"),
}


class Place(Struct):
    """Where a page stands: the case, the version, and what the reader may do there."""

    head: CaseHead
    plan: PlanRow
    may: list[str]

    @property
    def address(self) -> str:
        """Give the address of the version."""
        return f"/plans/{self.plan.id}"

    @property
    def persons(self) -> list[tuple[str, str]]:
        """Give the persons of the case, to choose from."""
        return [(str(person.client_id), person.name) for person in self.head.persons]

    def name_of(self, client_id: UUID | None) -> str:
        """Give a person's name, empty for everybody and for whoever has left the case."""
        return next((person.name for person in self.head.persons if person.client_id == client_id), "")


async def place_of(gate: Gate, plan_id: UUID, act: str = "update") -> Place:
    """Give the place of a version to somebody who may do this act there; raises NotFound or Denied."""
    record = await gate.get(Plan, plan_id, act)
    row = PlanRow(*(getattr(record, name) for name in PlanRow.__struct_fields__))
    return Place(await case_head(gate, record.case_id), row, acts_at(gate, record))


def acts_at(gate: Gate, record: Plan) -> list[str]:
    """Give what the actor may do to a version that was got through this gate."""
    return [act for act in ("create", "update", "delete") if gate.may(Plan, act, within=record)]


def form_page(
    request: AnyRequest,
    template: str,
    at: Place,
    form: Form[Any],
    status: int = 200,
    **more: Any,  # noqa: ANN401  # A page shows what it likes.
) -> Response[str]:
    """Give a page with a form about a version."""
    # A step always has somebody who does it, so that nobody is told that this is optional.
    form.demanded = frozenset({"responsible"})
    return page(request, template, status, head=at.head, at=at, plan=at.plan, form=form, **CODES, **more)


def merge_page(
    request: AnyRequest, at: Place, yours: Form[Any], theirs: Form[Any], version: int, action: str
) -> Response[str]:
    """Show what two people left different in a goal, a measure, or above the goals, for the second one to decide."""
    words = reader(request)
    labels = {name: words.gettext(LABELS[name]) for name in theirs.kind.__struct_fields__}
    coded = {"domain": LifeDomain, "responsible": Responsible}
    shown = {name: {code: words.gettext(text) for code, text in codes.choices()} for name, codes in coded.items()}
    found = merge.differences(yours, theirs, labels, {**shown, "client_id": dict(at.persons)})
    return page(
        request,
        "web/merge.html",
        409,
        differences=found,
        kept=merge.kept_fields(yours, found, version),
        action=action,
        cancel=at.address,
    )
