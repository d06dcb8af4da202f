"""What an export reads: pages of what its maker may see, in the order of their keys, each recorded as an export."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, Uuid, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.reading import Read
from casework.appointments.codes import AppointmentKind, AppointmentStatus, DeadlineKind, DeadlineStatus
from casework.appointments.models import Appointment, Authority, Deadline
from casework.cases.codes import ClosureReason, ContactMode, Interpreting, Phase, Topic, Visibility
from casework.cases.models import Case, CaseNote
from casework.cases.task_models import Task
from casework.core.codes import Code
from casework.core.model import ORG, TenantModel
from casework.desk.queries import filter_conditions
from casework.identity.models import Member
from casework.people.codes import BirthDatePrecision, Gender, LanguageLevel, ResidenceStatus
from casework.people.models import Client
from casework.tenancy.models import Team
from casework.transfer.codes import ExportSubject
from casework.web.i18n import msgid

PORTION = 2_000


class Column(NamedTuple):
    """A column of an exported list: its name in the access record, its heading, what it reads and how it is said."""

    name: str
    heading: str
    source: Any
    codes: type[Code] | str | None = None
    confidential: bool = False


OWNER, AUTHOR, COUNSELLOR, ASSIGNEE, CREATOR = (aliased(Member) for _ in range(5))


def _seen(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  # A mapped attribute.
    """Give a column of the case only where the actor may know the case: a note's author may have lost it since."""
    return case((Case.relation().is_not(None), column))


_NEXT_DEADLINE = (
    select(func.min(Deadline.due_on))
    .where(Deadline.org_id == Case.org_id, Deadline.case_id == Case.id, Deadline.status == "open")
    .scalar_subquery()
)
COLUMNS: dict[ExportSubject, tuple[Column, ...]] = {
    ExportSubject.CASES: (
        Column("number", msgid("File number"), Case.number),
        Column("title", msgid("Name of the case"), Case.title),
        Column("native_title", msgid("Name in own script"), Case.native_title),
        Column("phase", msgid("Phase"), Case.phase, Phase),
        Column("owner_name", msgid("Counsellor"), OWNER.name),
        Column("team_name", msgid("Team"), Team.name),
        Column("district", msgid("District"), Case.district, "district"),
        Column("concern", msgid("Concern"), Case.concern),
        Column("venture", msgid("Venture"), Case.venture),
        Column("venture_start", msgid("Start of the venture"), Case.venture_start),
        Column("opened_on", msgid("Opened on"), Case.opened_on),
        Column("closed_on", msgid("Closed on"), Case.closed_on),
        Column("closure_reason", msgid("Reason for closing"), Case.closure_reason, ClosureReason),
        Column("last_contact_at", msgid("Last contact"), Case.last_contact_at),
        Column("next_deadline_on", msgid("Next deadline"), _NEXT_DEADLINE),
        Column("restricted", msgid("Restricted access"), Case.restricted, "yes"),
    ),
    ExportSubject.PEOPLE: (
        Column("family_name", msgid("Family name"), Client.family_name),
        Column("given_name", msgid("Given name"), Client.given_name),
        Column("native_family_name", msgid("Family name in own script"), Client.native_family_name),
        Column("native_given_name", msgid("Given name in own script"), Client.native_given_name),
        Column("gender", msgid("Gender"), Client.gender, Gender),
        Column("birth_date", msgid("Date of birth"), Client.birth_date),
        Column("birth_precision", msgid("How exact the date of birth is"), Client.birth_precision, BirthDatePrecision),
        Column("citizenships", msgid("Citizenships"), Client.citizenships, "citizenships"),
        Column("languages", msgid("Languages"), Client.languages, "languages"),
        Column("german_level", msgid("Level of German"), Client.german_level, LanguageLevel),
        Column("interpreter_language", msgid("Interpreter needed for"), Client.interpreter_language, "languages"),
        Column("district", msgid("District"), Client.district, "district"),
        Column("town", msgid("Town"), Client.town),
        Column("phone", msgid("Phone"), Client.phone),
        Column("email", msgid("E-mail"), Client.email),
        Column("contact_hint", msgid("How to reach the person"), Client.contact_hint),
        Column("occupation", msgid("Occupation"), Client.occupation),
        Column("qualification", msgid("Qualification"), Client.qualification),
        Column("residence_status", msgid("Residence status"), Client.residence_status, ResidenceStatus),
        Column("residence_until", msgid("Title valid until"), Client.residence_until),
        Column("benefits", msgid("Benefits"), Client.benefits),
        Column("restricted", msgid("Restricted access"), Client.restricted, "yes"),
        Column("family", msgid("Family"), Client.family, None, True),
        Column("health", msgid("Health"), Client.health, None, True),
    ),
    ExportSubject.CONTACTS: (
        Column("at", msgid("Point in time"), CaseNote.at),
        Column("case_number", msgid("File number"), _seen(Case.number)),
        Column("case_title", msgid("Name of the case"), _seen(Case.title)),
        Column("mode", msgid("Way of contact"), CaseNote.mode, ContactMode),
        Column("topics", msgid("Topics"), CaseNote.topics, Topic),
        Column("duration_minutes", msgid("Minutes"), CaseNote.duration_minutes),
        Column("language", msgid("Language"), CaseNote.language, "languages"),
        Column("interpreting", msgid("Interpreter"), CaseNote.interpreting, Interpreting),
        Column("visibility", msgid("Who may see it"), CaseNote.visibility, Visibility),
        Column("author_name", msgid("Author"), AUTHOR.name),
        Column("text", msgid("Text"), CaseNote.text, None, True),
    ),
    ExportSubject.APPOINTMENTS: (
        Column("starts_at", msgid("Start of it"), Appointment.starts_at),
        Column("ends_at", msgid("End of it"), Appointment.ends_at),
        Column("case_number", msgid("File number"), Case.number),
        Column("case_title", msgid("Name of the case"), Case.title),
        Column("appointment_kind", msgid("Kind of appointment"), Appointment.appointment_kind, AppointmentKind),
        Column("status", msgid("Status"), Appointment.status, AppointmentStatus),
        Column("mode", msgid("Way of contact"), Appointment.mode, ContactMode),
        Column("authority_name", msgid("Authority"), Authority.name),
        Column("place", msgid("Place"), Appointment.place),
        Column("member_name", msgid("Counsellor"), COUNSELLOR.name),
        Column("note", msgid("Note"), Appointment.note, None, True),
        Column("outcome", msgid("Outcome"), Appointment.outcome, None, True),
    ),
    ExportSubject.DEADLINES: (
        Column("due_on", msgid("Due on"), Deadline.due_on),
        Column("case_number", msgid("File number"), Case.number),
        Column("case_title", msgid("Name of the case"), Case.title),
        Column("deadline_kind", msgid("Kind of deadline"), Deadline.deadline_kind, DeadlineKind),
        Column("title", msgid("Title"), Deadline.title),
        Column("norm", msgid("Norm"), Deadline.norm),
        Column("status", msgid("Status"), Deadline.status, DeadlineStatus),
        Column("done_on", msgid("Done on"), Deadline.done_on),
        Column("note", msgid("Note"), Deadline.note, None, True),
    ),
    ExportSubject.TASKS: (
        Column("title", msgid("Task"), Task.title),
        Column("due_on", msgid("Due on"), Task.due_on),
        Column("assignee_name", msgid("Who does it"), ASSIGNEE.name),
        Column("case_number", msgid("File number"), Case.number),
        Column("case_title", msgid("Name of the case"), Case.title),
        Column("creator_name", msgid("Task given by"), CREATOR.name),
        Column("created_at", msgid("Task given on"), Task.created_at),
        Column("done_at", msgid("Done on"), Task.done_at),
        Column("note", msgid("Note"), Task.note, None, True),
    ),
}
KINDS: dict[ExportSubject, type[TenantModel]] = {
    ExportSubject.CASES: Case,
    ExportSubject.PEOPLE: Client,
    ExportSubject.CONTACTS: CaseNote,
    ExportSubject.APPOINTMENTS: Appointment,
    ExportSubject.DEADLINES: Deadline,
    ExportSubject.TASKS: Task,
}


def columns_of(subject: ExportSubject, *, confidential: bool) -> list[Column]:
    """Give the columns of a list; confidential texts only where they were asked for."""
    return [column for column in COLUMNS[subject] if confidential or not column.confidential]


@lru_cache(maxsize=256)
def portion(subject: ExportSubject, confidential: bool, filters: tuple[str, ...]) -> Read[tuple[Any, ...]]:
    """Give the read of the next page after a key; each row begins with its own. Filters are those of the caseload."""
    kind = KINDS[subject]
    columns = columns_of(subject, confidential=confidential)
    joined = _JOINED[subject](select(kind.id, *(column.source.label(column.name) for column in columns)))
    statement = joined.where(*_conditions(subject, filters), kind.id > bindparam("after", type_=Uuid()))
    limit = bindparam("most", type_=Integer())
    return Read(kind, "export", _tuple, statement.order_by(kind.id).limit(limit), action="export")


@lru_cache(maxsize=256)
def whole(subject: ExportSubject, filters: tuple[str, ...]) -> Read[tuple[Any, ...]]:
    """Give the read of all keys of a list, for counting them."""
    kind = KINDS[subject]
    return Read(kind, "export", _tuple, select(kind.id).where(*_conditions(subject, filters)), action="export")


def _conditions(subject: ExportSubject, filters: tuple[str, ...]) -> list[ColumnElement[bool]]:
    known = filter_conditions()
    kind = KINDS[subject]
    conditions = [kind.org_id == ORG, *(known[name] for name in filters)]
    return [*conditions, CaseNote.entry == "contact"] if subject is ExportSubject.CONTACTS else conditions


def _tuple(*values: object) -> tuple[Any, ...]:
    return values


def _with_case(kind: type[CaseNote] | type[Appointment] | type[Deadline]) -> ColumnElement[bool]:
    return and_(Case.org_id == kind.org_id, Case.id == kind.case_id)


_JOINED: dict[ExportSubject, Callable[[Select[Any]], Select[Any]]] = {
    ExportSubject.CASES: lambda s: (
        s.select_from(Case)
        .join(OWNER, and_(OWNER.org_id == Case.org_id, OWNER.id == Case.owner_id))
        .outerjoin(Team, and_(Team.org_id == Case.org_id, Team.id == Case.team_id))
    ),
    ExportSubject.PEOPLE: lambda s: s.select_from(Client),
    ExportSubject.CONTACTS: lambda s: (
        s.select_from(CaseNote)
        .join(Case, _with_case(CaseNote))
        .join(AUTHOR, and_(AUTHOR.org_id == CaseNote.org_id, AUTHOR.id == CaseNote.author_id))
    ),
    ExportSubject.APPOINTMENTS: lambda s: (
        s.select_from(Appointment)
        .join(Case, _with_case(Appointment))
        .join(COUNSELLOR, and_(COUNSELLOR.org_id == Appointment.org_id, COUNSELLOR.id == Appointment.member_id))
        .outerjoin(Authority, Authority.id == Appointment.authority_id)
    ),
    ExportSubject.DEADLINES: lambda s: s.select_from(Deadline).join(Case, _with_case(Deadline)),
    ExportSubject.TASKS: lambda s: (
        s.select_from(Task)
        .join(ASSIGNEE, and_(ASSIGNEE.org_id == Task.org_id, ASSIGNEE.id == Task.assignee_id))
        .join(CREATOR, and_(CREATOR.org_id == Task.org_id, CREATOR.id == Task.created_by))
        .outerjoin(Case, and_(Case.org_id == Task.org_id, Case.id == Task.case_id))
    ),
}
