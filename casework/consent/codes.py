"""Code lists about releases from confidentiality."""

from casework.core.codes import Code


class DataCategory(Code):
    """What a release may cover; a parcel holds nothing outside the released categories."""

    CONTACT = "contact", "Name, reachability, languages"
    OCCUPATION = "occupation", "Career and qualifications"
    VENTURE = "venture", "Business plan"
    RESIDENCE = "residence", "Residence"
    FAMILY = "family", "Family and household"
    BENEFITS = "benefits", "Benefits and income"
    COUNSELLING = "counselling", "Goals and course of counselling"
    HEALTH = "health", "Health data"

    @property
    def is_special(self) -> bool:
        """Tell whether the category is special (GDPR Art. 9) and must be named expressly in the release."""
        return self is DataCategory.HEALTH


class ReleaseForm(Code):
    """How the person declared the release; an oral one needs a reason."""

    WRITTEN = "written", "In writing"
    ELECTRONIC = "electronic", "Electronically"
    ORAL = "oral", "Orally, with reason"


class Direction(Code):
    """Whether only the recipient hears, or both sides may speak with each other."""

    ONE_WAY = "one_way", "Only to the recipient"
    MUTUAL = "mutual", "In both directions"


class PurposeKind(Code):
    """What the release is for."""

    REFERRAL = "referral", "Referral to an offer"
    JOINT_COUNSELLING = "joint_counselling", "Counselling together"
    HANDOVER = "handover", "Handover of the case"
    CASE_CONFERENCE = "case_conference", "Case conference"
    AUTHORITY_MATTER = "authority_matter", "Clarification with an authority"
    FUNDING_APPLICATION = "funding_application", "Application for funding"
    JOB_PLACEMENT = "job_placement", "Contact with employers"
    INTERPRETING = "interpreting", "Interpreting and accompaniment"


class RevocationChannel(Code):
    """How a revocation reached the organisation; every channel counts."""

    IN_PERSON = "in_person", "Said in person"
    PHONE = "phone", "Said on the phone"
    EMAIL = "email", "Sent by e-mail"
    LETTER = "letter", "Sent by letter"
    THROUGH_RECIPIENT = "through_recipient", "Declared to the recipient"
    THROUGH_REPRESENTATIVE = "through_representative", "Through a representative"


class ReleaseStatus(Code):
    """Whether a release can be used; derived from its dates, never set by hand."""

    DRAFT = "draft", "Not yet signed"
    ACTIVE = "active", "Valid"
    NOT_YET_VALID = "not_yet_valid", "Valid later"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
