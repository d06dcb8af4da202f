"""The access record of two years: who opened, searched, changed and was refused what, and when they signed in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from casework.appointments.models import Appointment, Deadline
from casework.cases.models import Case, CaseNote, CasePerson
from casework.cases.queries import head_read
from casework.consent.models import Release
from casework.core.clock import ZONE
from casework.core.model import TenantModel
from casework.demo.days import id_from, seeded
from casework.demo.office import Office
from casework.demo.people import Person
from casework.demo.records import Row
from casework.desk.schemas import CaseRow
from casework.people.models import Client
from casework.people.schemas import Person as FoundPerson
from casework.referrals.models import Referral
from casework.tenancy.codes import Role

SIGN_INS_SINCE = 150
"""Days for which also reading, lists and sign-ins are told; what was changed is told from the beginning."""
_LISTED = 25


class Traces:
    """The access record of one organisation while it is made up."""

    def __init__(self, office: Office, people: Iterable[Person]) -> None:
        self._office = office
        self._random = seeded(f"traces of {office.organisation.name}")
        self._people = {person.member_id: person for person in people if person.employer == office.organisation}
        self._persons: dict[UUID, list[UUID]] = {}
        self._events: list[Row] = []
        for row in office.records.of("case_persons"):
            self._persons.setdefault(row["case_id"], []).append(row["client_id"])

    def event(
        self,
        at: datetime,
        actor_id: UUID,
        action: str,
        kind: str,
        object_id: UUID | None = None,
        **more: object,
    ) -> None:
        """Keep one access; what lies in the future has not happened."""
        if at.astimezone(ZONE).date() >= self._office.today:
            return
        person = self._people[actor_id]
        usual: Row = {"subjects": [], "fields": [], "outcome": "allowed", "reason": None, "result_count": None}
        self._events.append(
            {
                **(usual | more),
                "at": at,
                "actor_id": actor_id,
                "actor_role": person.role,
                "action": action,
                "object_type": kind,
                "object_id": object_id,
            }
        )

    def of_case(self, case_id: UUID) -> list[UUID]:
        """Give the clients of a case."""
        return self._persons.get(case_id, [])

    def is_recent(self, at: datetime) -> bool:
        """Tell whether a moment is so recent that reading is told as well."""
        return (self._office.today - at.astimezone(ZONE).date()).days <= SIGN_INS_SINCE

    def work(self) -> None:
        """Tell what counsellors did, from the rows they wrote."""
        for client in self._office.records.of("clients"):
            at = _moment_of(client["id"]) + timedelta(minutes=5)
            self._made(at, client["created_by"], Client, client["id"], [client["id"]])
        for case in self._office.records.of("cases"):
            self._opening(case)
        for note in self._office.records.of("case_notes"):
            self._writing(note)
        for row in self._office.records.of("appointments"):
            self._booking(row)
        for row in self._office.records.of("deadlines"):
            subjects = self.of_case(row["case_id"])
            self._made(row["created_at"], row["confirmed_by"], Deadline, row["id"], subjects)
        for row in self._office.records.of("releases"):
            self._made(row["recorded_at"], row["recorded_by"], Release, row["id"], [row["client_id"]])
        for row in self._office.records.of("referrals"):
            self._made(row["created_at"], row["created_by"], Referral, row["id"], self.of_case(row["case_id"]))

    def leave(self) -> None:
        """Add the sign-ins around everything, and write it all down for the organisation in order of time."""
        days: dict[tuple[UUID, date], list[Row]] = {}
        for event in self._events:
            days.setdefault((event["actor_id"], event["at"].astimezone(ZONE).date()), []).append(event)
        for (actor_id, _), events in sorted(days.items(), key=lambda item: (item[0][1], item[0][0].int)):
            self._frame(actor_id, events)
        for event in sorted(self._events, key=lambda event: event["at"]):
            event["id"] = id_from(event["at"], self._random)
            self._office.records.add("audit_events", **event)

    def _frame(self, actor_id: UUID, events: list[Row]) -> None:
        """Tell that somebody signed in before the first act of a day and out after the last one."""
        session = UUID(int=self._random.getrandbits(128), version=4)
        address = f"192.0.2.{sha256(actor_id.bytes).digest()[0] % 250 + 1}"
        first, last = (chosen(event["at"] for event in events) for chosen in (min, max))
        marker = len(self._events)
        if self.is_recent(first):
            self.event(first - timedelta(minutes=6), actor_id, "sign_in", "session", session)
            if self._people[actor_id].role in {Role.COUNSELLOR, Role.TEAM_LEAD}:
                self._list(first - timedelta(minutes=5), actor_id)
            if self._random.random() < 0.7:
                self.event(last + timedelta(minutes=12), actor_id, "sign_out", "session", session)
        for event in [*events, *self._events[marker:]]:
            event["session_ref"], event["address"] = session, address
            event["request_id"] = UUID(int=self._random.getrandbits(128), version=4)

    def _list(self, at: datetime, actor_id: UUID) -> None:
        open_cases = [
            row["id"]
            for row in self._office.records.of("cases")
            if row["owner_id"] == actor_id
            and row["opened_on"] < at.date()
            and (row["closed_on"] is None or row["closed_on"] > at.date())
        ]
        shown = list(dict.fromkeys(client for case in open_cases[:_LISTED] for client in self.of_case(case)))
        fields = list(CaseRow.__struct_fields__)
        self.event(
            at, actor_id, "list", Case.kind, subjects=shown, fields=fields, result_count=len(open_cases[:_LISTED])
        )

    def _made(self, at: datetime, by: UUID, kind: type[TenantModel], object_id: UUID, subjects: Sequence[UUID]) -> None:
        self.event(at, by, "create", kind.kind, object_id, subjects=list(subjects), fields=columns(kind))

    def _opening(self, case: Row) -> None:
        by, subjects = case["owner_id"], self.of_case(case["id"])
        at = _moment_of(case["id"])
        found = self._random.choice((0, 0, 0, 1, 2))
        fields = list(FoundPerson.__struct_fields__)
        self.event(at + timedelta(minutes=2), by, "search", Client.kind, fields=fields, result_count=found)
        self._made(at + timedelta(minutes=9), by, Case, case["id"], subjects)
        self.event(
            at + timedelta(minutes=9), by, "create", CasePerson.kind, subjects=subjects, fields=columns(CasePerson)
        )
        if case["closed_on"] is not None:
            closed = datetime.combine(case["closed_on"], time(14, self._random.randint(0, 59)), ZONE)
            fields = ["closed_on", "closure_reason", "closure_note", "phase"]
            self.event(closed, by, "update", Case.kind, case["id"], subjects=subjects, fields=fields)

    def _writing(self, note: Row) -> None:
        by, subjects, written = note["author_id"], self.of_case(note["case_id"]), note["created_at"]
        if self.is_recent(written):
            self.event(
                note["at"] - timedelta(minutes=3),
                by,
                "read",
                Case.kind,
                note["case_id"],
                subjects=subjects,
                fields=head_read().fields,
            )
        self._made(written, by, CaseNote, note["id"], subjects)

    def _booking(self, row: Row) -> None:
        subjects = self.of_case(row["case_id"])
        self._made(row["created_at"], row["member_id"], Appointment, row["id"], subjects)
        if row["outcome"] is not None:
            after = row["ends_at"] + timedelta(minutes=40)
            fields = ["outcome", "status"]
            self.event(after, row["member_id"], "update", Appointment.kind, row["id"], subjects=subjects, fields=fields)


def columns(kind: type[TenantModel]) -> list[str]:
    """Give the names of a record's fields, as the program records them when one is made."""
    return [str(column.key) for column in kind.__table__.columns]


def _moment_of(record_id: UUID) -> datetime:
    """Give the moment in a UUIDv7."""
    return datetime.fromtimestamp((record_id.int >> 80) / 1000, ZONE)
