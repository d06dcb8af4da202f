"""What is running in a case, told by the slices that the desk stands on."""

from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.appointments.models import Appointment
from casework.cases.running import Running
from casework.core.clock import ZONE
from casework.desk.referral_line import referral_lines
from casework.web.i18n import msgid, translator

MOST = 50


async def dates(gate: Gate, case_id: UUID, language: str) -> list[Running]:
    """Give open deadlines with the sentence that explains them, and appointments that lie ahead."""
    if not gate.may(Appointment, "list", within="assigned"):
        return []
    words = translator(language)
    coming = await appointments.next_of_case(gate, case_id, limit=MOST)
    found = [
        Running(
            words.gettext(msgid("Deadline")),
            row.title or words.gettext(row.kind.label),
            row.sentence(language),
            row.due_on,
            f"/deadlines/{row.id}",
        )
        for row in coming.deadlines
    ]
    for one in coming.appointments:
        local = one.starts_at.astimezone(ZONE)
        title = " · ".join(part for part in (words.gettext(one.kind.label), one.where) if part)
        note = f"{local:%H:%M}, {one.member_name}"
        found.append(Running(words.gettext(msgid("Appointment")), title, note, local.date(), f"/appointments/{one.id}"))
    return found


async def referrals(gate: Gate, case_id: UUID, language: str) -> list[Running]:
    """Give the newest referrals of the case that have not ended."""
    words = translator(language)
    return [
        Running(
            words.gettext(msgid("Referral")),
            line.title,
            ", ".join(words.gettext(state.label) for state, _ in line.persons),
            None,
            f"/referrals/{line.id}",
        )
        for line in await referral_lines(gate, case_id)
        if line.is_open
    ]
