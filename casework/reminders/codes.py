"""Code lists about reminders."""

from casework.core.codes import Code


class Mode(Code):
    """When a member is reminded."""

    OFF = "off", "No mails"
    DIGEST = "digest", "One mail a day"
    AT_ONCE = "at_once", "As soon as there is something"


class Subject(Code):
    """Of what a member is reminded."""

    APPOINTMENT = "appointment", "My appointments of the next working day"
    DEADLINE = "deadline", "Deadlines in my cases, on the days on which they warn"
    REFERRAL = "referral", "Referrals that wait for me"
    TASK = "task", "Tasks of mine that are due"
    PLAN_REVIEW = "plan_review", "Reviews of support plans, a week before"
