"""The text of a reminder: numbers and days, never names, file numbers or what it is about."""

from collections.abc import Sequence
from typing import NamedTuple

from casework.core.clock import ZONE
from casework.reminders.codes import Subject
from casework.reminders.schemas import Item
from casework.web.formats import Formats
from casework.web.i18n import Translator, msgid, translator

SUBJECT = msgid("Casework: %(told)s")
BODY = msgid("""Good day,

this lies ahead of you:

%(lines)s

Everything else stands on your start page:
%(link)s

Names never stand in these mails. When and of what you are reminded, you choose in your account:
%(choice)s
""")


class Words(NamedTuple):
    """How many of one subject are told, in the subject of the mail and in its line."""

    one: str
    many: str


COUNTED = {
    Subject.APPOINTMENT: Words(msgid("%(number)s appointment"), msgid("%(number)s appointments")),
    Subject.DEADLINE: Words(msgid("%(number)s deadline"), msgid("%(number)s deadlines")),
    Subject.REFERRAL: Words(msgid("%(number)s referral waits"), msgid("%(number)s referrals wait")),
    Subject.TASK: Words(msgid("%(number)s task"), msgid("%(number)s tasks")),
    Subject.PLAN_REVIEW: Words(msgid("%(number)s plan review"), msgid("%(number)s plan reviews")),
}
LINES = {
    Subject.APPOINTMENT: Words(
        msgid("- %(number)s appointment on %(day)s"), msgid("- %(number)s appointments, the first on %(day)s")
    ),
    Subject.DEADLINE: Words(
        msgid("- %(number)s deadline draws near or ends"), msgid("- %(number)s deadlines draw near or end")
    ),
    Subject.REFERRAL: Words(msgid("- %(number)s referral waits for you"), msgid("- %(number)s referrals wait for you")),
    Subject.TASK: Words(msgid("- %(number)s task is due"), msgid("- %(number)s tasks are due")),
    Subject.PLAN_REVIEW: Words(
        msgid("- %(number)s support plan is to be reviewed on %(day)s"),
        msgid("- %(number)s support plans are to be reviewed, the first on %(day)s"),
    ),
}


def reminder(language: str, items: Sequence[Item], base: str) -> tuple[str, str]:
    """Give subject and text of one mail about these things."""
    words, formats = translator(language), Formats(language, ZONE)
    told, lines = [], []
    for subject in Subject:
        found = [item for item in items if item.subject is subject]
        if found:
            first = formats.day(min(item.due_on for item in found))
            told.append(_counted(words, COUNTED[subject], len(found), first))
            lines.append(_counted(words, LINES[subject], len(found), first))
    values = {"lines": "\n".join(lines), "link": f"{base}/", "choice": f"{base}/account/reminders"}
    return words.sentence(SUBJECT, {"told": ", ".join(told)}), words.sentence(BODY, values)


def _counted(words: Translator, forms: Words, number: int, day: str) -> str:
    return words.ngettext(forms.one, forms.many, number) % {"number": number, "day": day}
