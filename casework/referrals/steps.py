"""The steps that people take on a page of their own: how they are called, what follows, what they ask for."""

from dataclasses import dataclass

from msgspec import Struct

from casework.referrals.codes import ReferralAct
from casework.referrals.schemas import Decision, Outcome, Refusal, Remark, Spoken
from casework.web.i18n import msgid


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step as a page: the act, its words for people, and the form it is read with."""

    act: str
    title: str
    text: str
    form: type[Struct]
    words: str
    kind: str = "primary"


SENDER: dict[str, StepPage] = {
    "withdrawal": StepPage(
        ReferralAct.WITHDRAW,
        msgid("Withdraw"),
        msgid("The receiver's copy is deleted at once, and the receiver is told that you withdrew."),
        Remark,
        msgid("Words to the receiver"),
        "danger",
    ),
    "answer": StepPage(
        ReferralAct.ANSWER,
        msgid("Answer the question"),
        msgid(
            "The answer is text only. Anything that the release does not cover needs a new release and a new referral."
        ),
        Spoken,
        msgid("Your answer"),
    ),
    "redirect-rejection": StepPage(
        ReferralAct.REJECT_REDIRECT,
        msgid("Stay with this recipient"),
        msgid("The referral goes back into review at the receiver."),
        Remark,
        msgid("Words to the receiver"),
    ),
    "redirect-agreement": StepPage(
        ReferralAct.ACCEPT_REDIRECT,
        msgid("Agree to the other recipient"),
        msgid("This referral is taken back and the copy deleted. The other recipient needs a release of its own."),
        Remark,
        msgid("Words to the receiver"),
    ),
    "client-refusal": StepPage(
        ReferralAct.REFUSE,
        msgid("Record the client's refusal"),
        msgid("Nothing is passed on. The refusal has no consequences for the counselling."),
        Remark,
        msgid("Remark for your file"),
    ),
    "error": StepPage(
        ReferralAct.MARK_ERROR,
        msgid("Mark as entered in error"),
        msgid("The receiver's copy is deleted at once, and the referral ends on both sides."),
        Remark,
        msgid("Words to the receiver"),
        "danger",
    ),
}
RECEIVER: dict[str, StepPage] = {
    "waiting": StepPage(
        ReferralAct.WAITLIST,
        msgid("Put on the waiting list"),
        msgid("The sender sees the place in line. When a place becomes free, the person moves up by themselves."),
        Remark,
        msgid("Words to the sender"),
    ),
    "question": StepPage(
        ReferralAct.ASK,
        msgid("Ask a question"),
        msgid("The sender answers with text; you then decide."),
        Spoken,
        msgid("Your question"),
    ),
    "refusal": StepPage(
        ReferralAct.DECLINE,
        msgid("Decline"),
        msgid(
            "Your copy of the data is deleted at once. The sender sees reason and words and looks for another offer."
        ),
        Refusal,
        msgid("Words to the sender"),
        "danger",
    ),
    "redirect-proposal": StepPage(
        ReferralAct.PROPOSE_REDIRECT,
        msgid("Propose another recipient"),
        msgid("The sender decides. You pass nothing on yourself: another recipient needs a release of its own."),
        Spoken,
        msgid("Whom do you propose, and why?"),
    ),
    "contact": StepPage(
        ReferralAct.MAKE_CONTACT,
        msgid("Record the first contact"),
        msgid("The sender sees that you have spoken with the person."),
        Remark,
        msgid("Words to the sender"),
    ),
    "attendance": StepPage(
        ReferralAct.START,
        msgid("Record the start"),
        msgid("The person takes part. The sender sees it."),
        Remark,
        msgid("Words to the sender"),
    ),
    "outcome": StepPage(
        "outcome",
        msgid("Record the outcome"),
        msgid("The sender sees the outcome and your words. A place that becomes free goes to whoever waits longest."),
        Outcome,
        msgid("Words to the sender"),
    ),
    "decision": StepPage(
        "decide",
        msgid("Decide about the copy"),
        msgid(
            "The release was revoked. What you received before stays lawful, but you must decide what happens to it."
        ),
        Decision,
        msgid("Legal basis, if you keep the copy"),
    ),
}
