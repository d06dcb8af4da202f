"""What an auditor finds beside everyday work: refusals, a look after hours, the lead's rounds, their own visits."""

from datetime import date, timedelta
from uuid import UUID

from casework.audit.models import AuditEvent
from casework.cases.models import Case, CaseNote
from casework.cases.queries import head_read
from casework.demo.cases import Case as MadeCase
from casework.demo.days import moment
from casework.demo.exchange import one_of
from casework.demo.office import Office
from casework.demo.people import KARIN, NADJA, PEOPLE, TILDA, Person
from casework.demo.records import Row
from casework.demo.traces import SIGN_INS_SINCE, Traces
from casework.identity.models import Member
from casework.offers.models import Offer
from casework.people.models import Client
from casework.people.schemas import Person as FoundPerson
from casework.tenancy.codes import Role

_FOUND = list(FoundPerson.__struct_fields__)


def happen(office: Office, traces: Traces, couple: MadeCase) -> None:
    """Tell what else the record holds of the last months."""
    for person in PEOPLE:
        if person.employer == office.organisation:
            _rounds(office, traces, person)
    if office.organisation == NADJA.employer:
        _around_the_couple(office, traces, couple)
        _front_desk(office, traces)


def _rounds(office: Office, traces: Traces, person: Person) -> None:
    """Tell the regular visits of those who do not counsel."""
    match person.role:
        case Role.TEAM_LEAD:
            cases = [row for row in office.records.of("cases") if row["team_id"] == _team_of(office, person)]
            for ago in range(3, SIGN_INS_SINCE, 7):
                for number, row in enumerate(office.random.sample(cases, min(3, len(cases)))):
                    _read(office, traces, person, row, office.days.ago(ago), f"08:{10 + number * 9:02}")
        case Role.AUDITOR:
            for ago in range(12, SIGN_INS_SINCE, 28):
                at = moment(office.days.ago(ago), "10:20")
                shown = office.random.randint(20, 50)
                traces.event(
                    at, person.member_id, "list", AuditEvent.kind, fields=["at", "actor_id"], result_count=shown
                )
        case Role.ORGANISATION_ADMIN:
            at = moment(office.days.ago(office.random.randint(20, 120)), "11:10")
            colleague = one_of(person.employer).member_id
            traces.event(at, person.member_id, "update", Member.kind, colleague, fields=["role"])
        case Role.PROVIDER if person == one_of(person.employer):
            for offer in office.records.of("offers"):
                by, at = person.member_id, offer["created_at"]
                traces.event(at, by, "create", Offer.kind, offer["id"], fields=["title", "summary", "places"])


def _team_of(office: Office, person: Person) -> UUID:
    return office.organisation.team_id(person.team or "")


def _read(
    office: Office, traces: Traces, person: Person, case: Row, day: date, clock: str, reason: str | None = None
) -> None:
    if case["opened_on"] <= day <= office.today:
        shown = traces.of_case(case["id"])
        at, fields = moment(day, clock), head_read().fields
        traces.event(at, person.member_id, "read", Case.kind, case["id"], subjects=shown, fields=fields, reason=reason)


def _around_the_couple(office: Office, traces: Traces, couple: MadeCase) -> None:
    """Tell of a colleague who stood in and looked late at night, and of refusals at the front desk."""
    until = office.days.ago(37)
    late = until - timedelta(days=2)
    reason = f"Vertretung bis {until:%d.%m.}"
    _read(office, traces, TILDA, couple.row, late, "22:51", reason)
    refused = moment(office.days.ago(52), "11:20")
    traces.event(refused, KARIN.member_id, "denied", CaseNote.kind, fields=["read"], outcome="denied")


def _front_desk(office: Office, traces: Traces) -> None:
    for ago in range(1, SIGN_INS_SINCE, 2):
        day = office.days.ago(ago)
        for number in range(office.random.randint(1, 3)):
            at = moment(day, f"{9 + 2 * number:02}:{office.random.randint(0, 59):02}")
            found = office.random.choice(office.records.of("clients"))["id"]
            count = office.random.randint(0, 3)
            shown = [found] if count else []
            by = KARIN.member_id
            traces.event(at, by, "search", Client.kind, subjects=shown, fields=_FOUND, result_count=count)
            if office.chance(11):
                case = office.random.choice(office.records.of("cases"))["id"]
                later = at + timedelta(minutes=4)
                traces.event(later, by, "denied", CaseNote.kind, case, fields=["list"], outcome="denied")
