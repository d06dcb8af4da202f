"""The form for an appointment: what is filled in beforehand, what can be chosen, and what two people changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import authority_queries, queries
from casework.appointments.authority_schemas import Authority
from casework.appointments.codes import AppointmentKind, Companion
from casework.appointments.companions import CompanionState
from casework.appointments.documents import from_lines, to_bring, to_lines
from casework.appointments.frames import AnyRequest
from casework.appointments.kinds import APPOINTMENT_GROUPS, usual_counterpart
from casework.appointments.queries import CaseName
from casework.appointments.schemas import AppointmentForm, AppointmentRow
from casework.appointments.series import OnHolidays, Rhythm
from casework.cases.codes import ContactMode
from casework.core.clock import ZONE
from casework.people.codes import language_choices
from casework.tenancy.districts import district_name
from casework.web import merge
from casework.web.formats import Formats
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import language_of, reader

LABELS = {
    "kind": msgid("Kind of appointment"),
    "starts_at_date": msgid("Day"),
    "starts_at_time": msgid("Time"),
    "minutes": msgid("Length in minutes"),
    "mode": msgid("How it takes place"),
    "authority_id": msgid("Authority or body"),
    "place": msgid("Other place"),
    "documents": msgid("What to bring"),
    "companion": msgid("Who goes along"),
    "companion_name": msgid("Their name"),
    "companion_state": msgid("Agreed?"),
    "travel_minutes": msgid("Way there in minutes"),
    "interpreter_language": msgid("Interpreting into"),
    "member_id": msgid("Responsible"),
    "note": msgid("Note"),
}


SCOPES = (("this", msgid("Only this one")), ("following", msgid("This one and all that follow")))


async def blank(
    request: AnyRequest, gate: Gate, case: CaseName, kind: AppointmentKind, like: AppointmentRow | None, on: date | None
) -> Form[AppointmentForm]:
    """Give the form for a new appointment: with the usual authority of the case's district and what to bring there."""
    if like is not None:
        earlier = edited(like, language_of(request))
        known = _initial(earlier, leave_out={"starts_at", "confirmed", "note"})
        return Form.blank(AppointmentForm, **known, **_begin(on))
    found = await authority_queries.authorities(gate, case.district) if case.district else []
    usual = next((entry for entry in found if entry.kind is usual_counterpart(kind)), None)
    papers = to_bring(kind, usual.kind if usual else None, usual.documents if usual else None)
    return Form.blank(
        AppointmentForm,
        kind=kind,
        district=case.district,
        authority_id=usual.id if usual else None,
        documents=to_lines(papers, language_of(request)),
        member_id=gate.actor.member_id if queries.sees_content(gate) else case.owner_id,
        **_begin(on),
    )


def edited(row: AppointmentRow, language: str) -> AppointmentForm:
    """Give the form's value for an appointment that is stored."""
    return AppointmentForm(
        kind=row.kind,
        starts_at=row.starts_at,
        minutes=row.minutes,
        mode=row.mode,
        district=row.authority_district,
        authority_id=row.authority_id,
        place=row.place,
        documents=to_lines(row.documents, language) or None,
        **_companions(row),
        travel_minutes=row.travel_minutes,
        member_id=row.member_id,
        note=row.note or None,
    )


async def suggested(request: AnyRequest, gate: Gate, fields: Mapping[str, Sequence[str]]) -> Form[AppointmentForm]:
    """Give the form as it was typed, with what the chosen authority asks for added to what to bring."""
    form = Form.read(AppointmentForm, fields)
    form.errors.clear()
    kind = form.typed("kind")
    if kind not in set(AppointmentKind):
        return form
    chosen = await _chosen(gate, form)
    language = language_of(request)
    papers = to_bring(AppointmentKind(kind), chosen.kind if chosen else None, chosen.documents if chosen else None)
    lines = from_lines(form.typed("documents") + "\n" + to_lines(papers, language))
    again = Form.read(AppointmentForm, {**fields, "documents": ["\n".join(lines)]})
    again.errors.clear()
    return again


async def choices(request: AnyRequest, gate: Gate, form: Form[AppointmentForm]) -> dict[str, Any]:
    """Give what can be chosen in the form, in the reader's language."""
    district = form.typed("district")
    found = await authority_queries.authorities(gate, district) if district else []
    kind = form.typed("kind")
    usual = usual_counterpart(AppointmentKind(kind)) if kind in set(AppointmentKind) else None
    found.sort(key=lambda entry: entry.kind is not usual)
    covered = await authority_queries.covered_districts(gate)
    districts = sorted({*covered, *([district] if district else [])}, key=district_name)
    return {
        "form": form,
        "labels": LABELS,
        "kinds": [(kind.value, kind.label) for group in APPOINTMENT_GROUPS for kind in group.kinds],
        "authorities": [(entry.id, entry.name) for entry in found],
        "districts": [(key, district_name(key)) for key in districts],
        "members": [(member.id, member.name) for member in await queries.responsible_members(gate)],
        "language_choices": language_choices(language_of(request)),
        "ContactMode": ContactMode,
        "Companion": Companion,
        "CompanionState": CompanionState,
        "Rhythm": Rhythm,
        "OnHolidays": OnHolidays,
        "SCOPES": SCOPES,
        "sees_content": queries.sees_content(gate),
    }


def merged(
    request: AnyRequest, yours: Form[AppointmentForm], stored: AppointmentRow, offered: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what the merge page shows when somebody else saved the same appointment first."""
    words = reader(request)
    mine = Form.of(yours.value) if yours.valid else yours
    theirs = Form.of(edited(stored, language_of(request)))
    shown = {
        name: {str(code): words.gettext(label) for code, label in pairs}
        for name, pairs in (
            ("kind", offered["kinds"]),
            ("mode", ContactMode.choices()),
            ("companion", Companion.choices()),
        )
    }
    for name, options in (("authority_id", "authorities"), ("member_id", "members")):
        shown[name] = {str(value): text for value, text in offered[options]}
    shown["starts_at_date"] = {day: Formats(words.language).typed_date(day) for day in (*_days(mine), *_days(theirs))}
    shown["authority_id"][str(stored.authority_id)] = stored.authority_name or ""
    shown["interpreter_language"] = dict(offered["language_choices"])
    found = merge.differences(mine, theirs, {name: words.gettext(label) for name, label in LABELS.items()}, shown)
    kept = merge.kept_fields(mine, found, stored.version)
    return {"differences": found, "kept": kept, "cancel": f"/appointments/{stored.id}"}


def _begin(on: date | None) -> dict[str, object]:
    """Give the begin that is filled in where only the day is known: the morning, to be corrected."""
    return {} if on is None else {"starts_at": datetime.combine(on, time(9), ZONE)}


def _companions(row: AppointmentRow) -> dict[str, Any]:
    """Give the companions of an appointment as the fields of its form."""
    fields: dict[str, Any] = {}
    for name, entry in zip(("companion", "companion_2", "companion_3"), row.companions, strict=False):
        fields |= {name: entry.kind, f"{name}_member_id": entry.member_id, f"{name}_name": entry.name}
        fields["interpreter_language" if name == "companion" else f"{name}_language"] = entry.language
        fields[f"{name}_state"] = entry.state
    return fields


def _days(form: Form[AppointmentForm]) -> list[str]:
    return form.typed_all("starts_at_date")


def _initial(value: AppointmentForm, leave_out: set[str]) -> dict[str, object]:
    names = (name for name in value.__struct_fields__ if name not in leave_out)
    return {name: getattr(value, name) for name in names}


async def _chosen(gate: Gate, form: Form[AppointmentForm]) -> Authority | None:
    try:
        return await authority_queries.authority(gate, UUID(form.typed("authority_id")))
    except ValueError:
        return None
