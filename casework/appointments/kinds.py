"""Kinds of appointments and deadlines as people choose them: in groups, with the authority that usually is meant."""

from typing import NamedTuple

from casework.appointments.codes import AppointmentKind, AuthorityKind, DeadlineKind
from casework.web.i18n import msgid


class AppointmentGroup(NamedTuple):
    """Kinds of appointments that stand together when one is chosen."""

    label: str
    kinds: tuple[AppointmentKind, ...]


class DeadlineGroup(NamedTuple):
    """Kinds of deadlines that stand together when one is chosen."""

    label: str
    kinds: tuple[DeadlineKind, ...]


_KINDS = tuple(AppointmentKind)
_FIRST_WITH_AUTHORITY = _KINDS.index(AppointmentKind.TITLE_APPLICATION)
_FIRST_OF_LEARNING = _KINDS.index(AppointmentKind.PLACEMENT_TEST)

WITH_AUTHORITY = frozenset(_KINDS[_FIRST_WITH_AUTHORITY:_FIRST_OF_LEARNING])

APPOINTMENT_GROUPS = (
    AppointmentGroup(msgid("Authorities and bodies"), _KINDS[_FIRST_WITH_AUTHORITY:_FIRST_OF_LEARNING]),
    AppointmentGroup(msgid("Counselling"), _KINDS[:_FIRST_WITH_AUTHORITY]),
    AppointmentGroup(msgid("Learning and meeting"), _KINDS[_FIRST_OF_LEARNING:]),
)

DEADLINE_GROUPS = (
    DeadlineGroup(
        msgid("Most frequent"),
        (
            DeadlineKind.TITLE_EXPIRY,
            DeadlineKind.OBJECTION,
            DeadlineKind.APPLY_BEFORE_EVENT,
            DeadlineKind.EVIDENCE_REQUEST,
        ),
    ),
    DeadlineGroup(
        msgid("Residence and recognition"),
        (
            DeadlineKind.FICTION_EXPIRY,
            DeadlineKind.PASSPORT_EXPIRY,
            DeadlineKind.CHILD_TITLE,
            DeadlineKind.COURSE_ENTITLEMENT,
            DeadlineKind.RECOG_RECEIPT,
            DeadlineKind.RECOG_DECISION,
            DeadlineKind.COURT_ACTION,
        ),
    ),
    DeadlineGroup(
        msgid("Benefits and grants"),
        (
            DeadlineKind.BENEFIT_MONTH,
            DeadlineKind.BENEFIT_CLAIM_REMAINDER,
            DeadlineKind.JOBSEEKER_REPORT,
            DeadlineKind.GRANT_PHASE2,
        ),
    ),
    DeadlineGroup(
        msgid("Notices"),
        (
            DeadlineKind.BUSINESS_NOTICE,
            DeadlineKind.TAX_NOTICE,
            DeadlineKind.CHAMBER_NOTICE,
            DeadlineKind.ACCIDENT_INSURANCE,
            DeadlineKind.ADDRESS_REGISTRATION,
            DeadlineKind.BIRTH_NOTICE,
        ),
    ),
    DeadlineGroup(
        msgid("Funders and own rules"),
        (
            DeadlineKind.FUNDER_ENTRY,
            DeadlineKind.FUNDER_EXIT,
            DeadlineKind.ESF_28D,
            DeadlineKind.ESF_6M,
            DeadlineKind.CONSENT_EXPIRY,
            DeadlineKind.REFERRAL_RESPONSE,
            DeadlineKind.PLAN_REVIEW,
            DeadlineKind.RETENTION_END,
            DeadlineKind.DSR_RESPONSE,
            DeadlineKind.BREACH_72H,
        ),
    ),
)

_COUNTERPARTS = {
    AppointmentKind.TITLE_APPLICATION: AuthorityKind.FOREIGNERS_OFFICE,
    AppointmentKind.TITLE_RENEWAL: AuthorityKind.FOREIGNERS_OFFICE,
    AppointmentKind.TITLE_COLLECTION: AuthorityKind.FOREIGNERS_OFFICE,
    AppointmentKind.BIOMETRICS: AuthorityKind.FOREIGNERS_OFFICE,
    AppointmentKind.FICTION_CERTIFICATE: AuthorityKind.FOREIGNERS_OFFICE,
    AppointmentKind.ASYLUM_HEARING: AuthorityKind.BAMF,
    AppointmentKind.NATURALISATION: AuthorityKind.NATURALISATION_OFFICE,
    AppointmentKind.ADDRESS_REGISTRATION: AuthorityKind.REGISTRATION_OFFICE,
    AppointmentKind.BENEFIT_INTERVIEW: AuthorityKind.JOBCENTER,
    AppointmentKind.PLACEMENT_INTERVIEW: AuthorityKind.EMPLOYMENT_AGENCY,
    AppointmentKind.BUSINESS_REGISTRATION: AuthorityKind.TRADE_OFFICE,
    AppointmentKind.CHAMBER_CONSULTATION: AuthorityKind.CHAMBER_HWK,
    AppointmentKind.NOTARY_APPOINTMENT: AuthorityKind.NOTARY,
    AppointmentKind.BANK_APPOINTMENT: AuthorityKind.HOUSE_BANK,
    AppointmentKind.RECOGNITION_CONSULTATION: AuthorityKind.RECOGNITION_BODY,
    AppointmentKind.COMPENSATION_EXAM: AuthorityKind.RECOGNITION_BODY,
    AppointmentKind.COURT_HEARING: AuthorityKind.COURT_ADMIN,
    AppointmentKind.PLACEMENT_TEST: AuthorityKind.COURSE_PROVIDER,
    AppointmentKind.LANGUAGE_EXAM: AuthorityKind.TEST_CENTRE,
}


def usual_counterpart(kind: AppointmentKind) -> AuthorityKind | None:
    """Give the kind of authority that an appointment of this kind usually is with, None where there is none."""
    return _COUNTERPARTS.get(kind)
