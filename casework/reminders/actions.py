"""Choosing reminders, and sending one."""

from collections.abc import Iterable
from datetime import datetime

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.clock import ZONE, now
from casework.core.model import new_id
from casework.reminders import mails
from casework.reminders.codes import Mode, Subject
from casework.reminders.models import ReminderChoice
from casework.reminders.queries import ahead, choice_of
from casework.reminders.schemas import Choice, Item

KEEP = """
insert into reminders_sent (org_id, id, member_id, subject, object_id, due_on)
select $1, app.uuid7(), $2, wanted.*
from unnest($3::text[], $4::uuid[], $5::date[]) as wanted (subject, object_id, due_on)
on conflict on constraint uq_reminders_sent_key do nothing returning subject, object_id, due_on
"""
# Longer than any deadline warns before its end, so that nothing comes a second time.
FORGET = "delete from reminders_sent where org_id = $1 and member_id = $2 and sent_at < now() - interval '2 years'"
SEND = "select app.queue_reminder($1, $2, $3)"


async def choose(gate: Gate, wanted: Choice) -> ReminderChoice:
    """Keep when and of what the actor wants to be reminded."""
    choice = await choice_of(gate)
    if choice is None:
        gate.require(ReminderChoice, "create")
        choice = await gate.add(
            ReminderChoice(member_id=gate.actor.member_id, mode=wanted.mode, hour=wanted.hour, kinds=[])
        )
    choice.mode, choice.hour, choice.kinds = wanted.mode.value, wanted.hour, [kind.value for kind in wanted.kinds]
    here = now().astimezone(ZONE)
    if wanted.mode is Mode.DIGEST and here.hour >= wanted.hour:
        # Today's hour has passed: the first mail comes at the next one, not while this page is still open.
        choice.looked_at = now()
    return choice


async def remind(gate: Gate, at: datetime, base: str) -> int:
    """Send the actor one mail about what lies ahead and was not sent before; gives of how many things it tells.

    `at` is the moment that was planned, `base` what links start with. The keys that keep anything from being sent twice
    are written in the transaction that queues the mail.
    """
    choice = await choice_of(gate)
    if choice is None or choice.mode == Mode.OFF:
        return 0
    day = at.astimezone(ZONE).date()
    new = await _not_sent(gate, await ahead(gate, {Subject(kind) for kind in choice.kinds}, day))
    if new:
        language = (await gate.call("select app.mail_language()"))[0][0]
        subject, body = mails.reminder(language or "de", new, base)
        mail = new_id()
        await gate.call(SEND, mail, subject, body)
        gate.note(Event("create", "reminder", mail, fields=sorted({item.subject.value for item in new})))
    return len(new)


async def _not_sent(gate: Gate, items: Iterable[Item]) -> list[Item]:
    wanted = list(dict.fromkeys(items))
    actor = gate.actor
    await gate.call(FORGET, actor.org_id, actor.member_id)
    columns = ([i.subject.value for i in wanted], [i.object_id for i in wanted], [i.due_on for i in wanted])
    rows = await gate.call(KEEP, actor.org_id, actor.member_id, *columns)
    kept = {(row[0], row[1], row[2]) for row in rows}
    return [item for item in wanted if (item.subject.value, item.object_id, item.due_on) in kept]
