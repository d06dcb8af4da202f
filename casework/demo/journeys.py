"""Which referrals there are: who refers whom where, since when, and how it goes on. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.demo.offers import GUIDE, SEMINAR, past_round
from casework.demo.organisations import BARNIM, Organisation
from casework.demo.people import EMINE, JONAS, MONIKA, NADJA, PAULA, ROBERT, SAMIRA, THEO, TILDA, Person
from casework.referrals.codes import DeclineReason, ReferralAct, RevocationDecision

_A = ReferralAct


@dataclass(frozen=True)
class Move:
    """A step some days after the beginning, for everyone in the referral or for one person only.

    After a revocation the receiver's decision is a step, too.
    """

    act: ReferralAct | RevocationDecision
    after: int
    person: int | None = None
    code: DeclineReason | None = None
    words: str | None = None
    clock: str | None = None


@dataclass(frozen=True)
class Journey:
    """One referral. Without an offer it goes to the organisation as such."""

    sender: Person
    offer: str | None
    days_ago: int
    path: tuple[Move, ...]
    persons: int = 1
    to: Organisation | None = None
    message: str | None = None
    couple: bool = False
    """The couple of the story and nobody else."""


_SENT = (Move(_A.CONFIRM_RELEASE, 0), Move(_A.SEND, 0))
_SEEN = (*_SENT, Move(_A.REVIEW, 2))
_TAKEN = (*_SEEN, Move(_A.ACCEPT, 4))
_BEGUN = (*_TAKEN, Move(_A.MAKE_CONTACT, 8), Move(_A.START, 20))

PATHS: Mapping[str, tuple[Move, ...]] = {
    "draft": (),
    "asked": (Move(_A.ASK_RELEASE, 0),),
    "refused": (
        Move(_A.ASK_RELEASE, 0),
        Move(_A.REFUSE, 6, words="Möchte nicht, dass etwas weitergegeben wird."),
    ),
    "ready": (Move(_A.CONFIRM_RELEASE, 0),),
    "dropped": (Move(_A.CONFIRM_RELEASE, 0), Move(_A.WITHDRAW, 2, words="Hat inzwischen Arbeit gefunden.")),
    "sent": _SENT,
    "seen": _SEEN,
    "asked_back": (*_SEEN, Move(_A.ASK, 3, words="Ist der Förderantrag schon gestellt?")),
    "answered": (
        *_SEEN,
        Move(_A.ASK, 3, words="Reicht das Deutsch für einen Kurs ohne Sprachmittlung?"),
        Move(_A.ANSWER, 5, words="Ja, B1 liegt vor; beim Schreiben wird Hilfe gebraucht."),
    ),
    "redirected": (*_SEEN, Move(_A.PROPOSE_REDIRECT, 4, words=f"Besser passt das Angebot „{GUIDE}“.")),
    "taken": _TAKEN,
    "contacted": (*_TAKEN, Move(_A.MAKE_CONTACT, 8)),
    "begun": _BEGUN,
    "completed": (*_BEGUN, Move(_A.COMPLETE, 45)),
    "discontinued": (*_BEGUN, Move(_A.DISCONTINUE, 34)),
    "missed": (*_TAKEN, Move(_A.MISS, 32)),
    "withdrawn": (*_SEEN, Move(_A.WITHDRAW, 6, words="Umzug nach Berlin, sucht dort ein Angebot.")),
    "expired": (*_SENT, Move(_A.EXPIRE, 45)),
    "error": (*_SENT, Move(_A.MARK_ERROR, 1, words="Falscher Fall ausgewählt.")),
    "revoked_early": (*_SEEN, Move(_A.REVOKE, 5)),
    "revoked_late": (*_TAKEN, Move(_A.REVOKE, 25)),
    **{
        reason.value: (*_SEEN, Move(_A.DECLINE, 6, code=reason))
        for reason in DeclineReason
    },
}  # fmt: skip

_BOOKKEEPING = "Buchführung für Kleinunternehmen"
_WOMEN = "Frauen gründen"
_CRAFTS = "Existenzgründung im Handwerk"
_PROFILE = "Steckbrief für Betriebe in Südwestfalen"
_ARRIVING = "Ankommen in Elbe-Elster"


def _journey(sender: Person, offer: str, path: str, days_ago: int, persons: int = 1) -> Journey:
    return Journey(sender, offer, days_ago, PATHS[path], persons)


_FULL = "Bis Ende des Quartals ausgebucht; ab dann gern wieder."

# The couple's two referrals; who waits before Timur was sent from elsewhere.
_STORY = (
    Journey(
        NADJA, GUIDE, 34, (*_SEEN, Move(_A.DECLINE, 7, code=DeclineReason.NO_CAPACITY, words=_FULL)), couple=True,
        message="Wünscht Begleitung am Wohnort bis zur Eröffnung des Ladens.",
    ),
    Journey(
        NADJA, SEMINAR, 20,
        (
            Move(_A.CONFIRM_RELEASE, 0), Move(_A.SEND, 1), Move(_A.REVIEW, 3),
            Move(_A.ACCEPT, 15, person=0, clock="09:40"), Move(_A.WAITLIST, 15, person=1, clock="10:20"),
        ),
        persons=2, couple=True, message="Beide möchten zusammen teilnehmen; Sprachmittlung Russisch wäre hilfreich.",
    ),
    Journey(ROBERT, SEMINAR, 12, (*_SEEN, Move(_A.WAITLIST, 7, clock="10:05"))),
    Journey(
        PAULA, None, 11, _SENT, to=BARNIM,
        message="Rückkehr mit Familie, Umzug nach Bernau zum Monatsende. Der Kitaplatz ist die wichtigste Frage.",
    ),
)  # fmt: skip

JOURNEYS = (
    *_STORY,
    # With five places that went to others and Aigerim's, these six fill the twelve places of the coming seminar.
    _journey(TILDA, SEMINAR, "taken", 40),
    _journey(JONAS, SEMINAR, "taken", 33, 2),
    _journey(SAMIRA, SEMINAR, "contacted", 30),
    _journey(PAULA, SEMINAR, "taken", 28),
    _journey(TILDA, SEMINAR, "taken", 24),
    _journey(JONAS, SEMINAR, "seen", 6),
    _journey(SAMIRA, SEMINAR, "sent", 2),
    _journey(TILDA, past_round("Herbst"), "completed", 152),
    _journey(NADJA, past_round("Herbst"), "completed", 155, 2),
    _journey(SAMIRA, past_round("Herbst"), "discontinued", 150),
    _journey(PAULA, past_round("Herbst"), "completed", 151),
    _journey(JONAS, past_round("Herbst"), "missed", 148),
    _journey(TILDA, past_round("Frühjahr"), "completed", 340),
    _journey(NADJA, past_round("Frühjahr"), "completed", 335),
    _journey(SAMIRA, past_round("Frühjahr"), "completed", 332),
    _journey(JONAS, past_round("Frühjahr"), "language_not_available", 330),
    _journey(TILDA, _BOOKKEEPING, "asked_back", 8),
    _journey(SAMIRA, _BOOKKEEPING, "answered", 9),
    _journey(JONAS, _BOOKKEEPING, "redirected", 9),
    _journey(ROBERT, _BOOKKEEPING, "not_eligible", 20),
    _journey(TILDA, _BOOKKEEPING, "withdrawn", 25),
    _journey(TILDA, _BOOKKEEPING, "draft", 4),
    _journey(SAMIRA, _WOMEN, "sent", 30),
    _journey(SAMIRA, _WOMEN, "asked", 6),
    _journey(TILDA, _WOMEN, "taken", 18),
    _journey(SAMIRA, _CRAFTS, "refused", 40),
    _journey(JONAS, _CRAFTS, "ready", 1),
    _journey(TILDA, GUIDE, "contacted", 35),
    _journey(TILDA, GUIDE, "begun", 60),
    _journey(SAMIRA, GUIDE, "begun", 70),
    _journey(NADJA, GUIDE, "completed", 180),
    _journey(JONAS, GUIDE, "completed", 240),
    _journey(JONAS, GUIDE, "client_unreachable", 50),
    _journey(SAMIRA, GUIDE, "sent", 9),
    _journey(JONAS, GUIDE, "revoked_late", 45),
    Journey(TILDA, GUIDE, 110, (*PATHS["revoked_late"], Move(RevocationDecision.RESTRICT, 28))),
    _journey(TILDA, GUIDE, "error", 33),
    _journey(SAMIRA, "Gründungszuschuss", "completed", 200),
    _journey(TILDA, "Gründungszuschuss", "not_eligible", 90),
    _journey(JONAS, "Gründungszuschuss", "expired", 75),
    _journey(SAMIRA, "Mikrodarlehen für Kleinstgründungen", "seen", 12),
    _journey(TILDA, "Anerkennungszuschuss", "taken", 30),
    _journey(JONAS, "Einstiegsgeld", "revoked_early", 60),
    _journey(JONAS, _ARRIVING, "begun", 50),
    _journey(TILDA, _ARRIVING, "area_not_covered", 100),
    _journey(SAMIRA, _ARRIVING, "sent", 3),
    _journey(SAMIRA, _ARRIVING, "dropped", 21),
    _journey(MONIKA, _PROFILE, "taken", 30),
    _journey(THEO, _PROFILE, "seen", 5),
    _journey(EMINE, _PROFILE, "completed", 120),
    _journey(EMINE, _PROFILE, "not_competent", 80),
    _journey(PAULA, "Sprachmittlungspool Barnim", "completed", 90),
    _journey(ROBERT, "Sprachmittlungspool Barnim", "sent", 2),
    _journey(ROBERT, "Anerkennungsberatung Uckermark und Barnim", "begun", 60),
)
