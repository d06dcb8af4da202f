"""Code lists about cases: phase, contact, topic, visibility, closure and results."""

from casework.core.codes import Code


class Phase(Code):
    """Where a case stands, in the order of case management."""

    INTAKE = "intake", "Intake"
    ASSESSMENT = "assessment", "Assessment"
    PLAN = "plan", "Planning"
    LINKING = "linking", "Linking"
    MONITORING = "monitoring", "Accompaniment"
    CLOSURE = "closure", "Closure"
    AFTERCARE = "aftercare", "Aftercare"


class ContactMode(Code):
    """How a counselling contact or an appointment takes place."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"
    CHAT = "chat", "By chat"
    MAIL = "mail", "By e-mail or letter"
    OUTREACH = "outreach", "Outreach visit"


class Topic(Code):
    """What a contact or a case is about."""

    RESIDENCE = "residence", "Residence law"
    ASYLUM = "asylum", "Asylum procedure"
    NATURALISATION = "naturalisation", "Naturalisation"
    WORK = "work", "Work and job search"
    BUSINESS_FOUNDING = "business_founding", "Founding a business"
    SELF_EMPLOYED = "self_employed", "Running a business"
    RECOGNITION = "recognition", "Recognition of qualifications"
    TRAINING = "training", "Training and qualification"
    STUDIES = "studies", "University studies"
    LANGUAGE = "language", "German courses"
    SCHOOL = "school", "School"
    DAYCARE = "daycare", "Childcare"
    HOUSING = "housing", "Housing"
    BENEFITS = "benefits", "Social benefits"
    FUNDING = "funding", "Funding programmes"
    DEBTS = "debts", "Debts"
    HEALTH = "health", "Health"
    FAMILY = "family", "Family and partnership"
    VIOLENCE = "violence", "Protection from violence"
    LEGAL = "legal", "Legal matters and official letters"
    DISCRIMINATION = "discrimination", "Discrimination"
    RELOCATION = "relocation", "Return and moving to the region"
    VOLUNTEERING = "volunteering", "Volunteering and community"
    OTHER = "other", "Other topic"


class Visibility(Code):
    """Who besides its author may read a note."""

    TEAM = "team", "Visible to the team"
    ME_AND_LEAD = "me_and_lead", "Visible to me and my team lead"
    RESTRICTED = "restricted", "Visible to named people only"


class ContactOutcome(Code):
    """What came of a contact, in one word."""

    INFORMED = "informed", "Informed"
    SIGNPOSTED = "signposted", "Signposted elsewhere"
    APPOINTMENT_MADE = "appointment_made", "Appointment made"
    CASE_OPENED = "case_opened", "Case opened"
    CONTINUES = "continues", "Counselling continues"
    NOT_REACHED = "not_reached", "Not reached"


class Interpreting(Code):
    """Who interprets in a conversation."""

    NONE = "none", "No interpreter"
    PROFESSIONAL = "professional", "Professional interpreter"
    COMMUNITY = "community", "Community interpreter"
    PHONE_OR_VIDEO = "phone_or_video", "Interpreter by phone or video"
    VOLUNTEER = "volunteer", "Volunteer interprets"
    RELATIVE = "relative", "Relative or friend interprets"
    COUNSELLOR = "counsellor", "Counsellor speaks the language"


class RemovalGround(Code):
    """Why a document may be removed: the law asks for a ground (GDPR Art. 16 and 17)."""

    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"
    WRONG_CASE = "wrong_case", "Belongs to another case"
    NO_LONGER_NEEDED = "no_longer_needed", "No longer needed for the case"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Consent withdrawn"


class ClosureReason(Code):
    """Why a case was closed; its results and its ESF exit are kept apart from this."""

    GOALS_ACHIEVED = "goals_achieved", "Goals achieved"
    HANDED_OVER = "handed_over", "Handed over"
    MOVED_DISTRICT = "moved_district", "Moved to another district"
    LEFT_GERMANY = "left_germany", "Left Germany"
    MAX_DURATION = "max_duration", "Maximum duration reached"
    AGE_LIMIT = "age_limit", "Age limit reached"
    PROGRAMME_ENDED = "programme_ended", "Programme ended"
    NO_FURTHER_NEED = "no_further_need", "No further need"
    CLIENT_ENDED = "client_ended", "Ended by the client"
    LOST_CONTACT = "lost_contact", "Contact lost"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Consent withdrawn"
    NOT_ELIGIBLE = "not_eligible", "Not part of the target group"
    INFO_ONLY = "info_only", "Information was enough"
    DECEASED = "deceased", "Deceased"
    DUPLICATE = "duplicate", "Duplicate case"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"


class ResultKind(Code):
    """What a case led to; any number of dated results, each with its evidence."""

    EMPLOYED_INSURED = "employed_insured", "Job with social insurance"
    EMPLOYED_MINIJOB = "employed_minijob", "Minijob"
    SELF_EMPLOYED_MAIN = "self_employed_main", "Self-employed, main occupation"
    SELF_EMPLOYED_SIDE = "self_employed_side", "Self-employed, side occupation"
    COMPANY_FOUNDED = "company_founded", "Company founded"
    FIRST_EMPLOYEE_HIRED = "first_employee_hired", "First employee hired"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship started"
    STUDIES = "studies", "Studies started"
    QUALIFICATION_STARTED = "qualification_started", "Qualification started"
    QUALIFICATION_OBTAINED = "qualification_obtained", "Qualification obtained"
    RECOGNITION_FULL = "recognition_full", "Full recognition"
    RECOGNITION_PARTIAL = "recognition_partial", "Partial recognition"
    RECOGNITION_REFUSED = "recognition_refused", "Recognition refused"
    LANGUAGE_LEVEL = "language_level", "Language level reached"
    COURSE_PLACED = "course_placed", "Place in a course"
    TITLE_GRANTED = "title_granted", "Residence title granted"
    TITLE_EXTENDED = "title_extended", "Residence title extended"
    NATURALISED = "naturalised", "Naturalised"
    BENEFIT_GRANTED = "benefit_granted", "Benefit granted"
    GRANT_APPROVED = "grant_approved", "Grant approved"
    GRANT_REFUSED = "grant_refused", "Grant refused"
    HOUSING_FOUND = "housing_found", "Housing found"
    CHILDCARE_FOUND = "childcare_found", "Childcare found"
    RELOCATED_TO_REGION = "relocated_to_region", "Moved to the region"
    VOLUNTEERING = "volunteering", "Volunteers"
    BENEFIT_INDEPENDENT = "benefit_independent", "Independent of benefits"


class AgeBand(Code):
    """How old somebody is, as far as the European Social Fund counts it (EECO06 to EECO08)."""

    UNDER_18 = "under_18", "Under 18"
    FROM_18_TO_29 = "from_18_to_29", "18 to 29"
    FROM_30_TO_54 = "from_30_to_54", "30 to 54"
    FROM_55 = "from_55", "55 and older"


class EsfPoint(Code):
    """How long after leaving a funded project the person is looked at again."""

    AFTER_28_DAYS = "after_28_days", "Within 28 days after leaving"
    AFTER_6_MONTHS = "after_6_months", "Six months after leaving"


class EsfOutcome(Code):
    """Where a person stands after leaving: the indicators EECR01 to EECR06 of Reg. (EU) 2021/1057, Annex I."""

    EECR01 = "eecr01", "Looking for work (EECR01)"
    EECR02 = "eecr02", "In education or training (EECR02)"
    EECR03 = "eecr03", "Gained a qualification (EECR03)"
    EECR04 = "eecr04", "In employment or self-employed (EECR04)"
    EECR05 = "eecr05", "In employment or self-employed after six months (EECR05)"
    EECR06 = "eecr06", "Better situation on the labour market after six months (EECR06)"
    NOT_REACHED = "not_reached", "Person not reached"
    NOT_APPLICABLE = "not_applicable", "None of these"
