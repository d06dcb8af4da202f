"""Code lists about appointments, authorities and deadlines."""

from casework.core.codes import Code


class AuthorityKind(Code):
    """Authorities, bodies and other counterparts of an appointment."""

    FOREIGNERS_OFFICE = "foreigners_office", "Foreigners' office"
    NATURALISATION_OFFICE = "naturalisation_office", "Naturalisation office"
    REGISTRATION_OFFICE = "registration_office", "Registration office"
    CIVIL_REGISTRY = "civil_registry", "Civil registry"
    BAMF = "bamf", "Federal Office for Migration and Refugees"
    JOBCENTER = "jobcenter", "Jobcenter"
    EMPLOYMENT_AGENCY = "employment_agency", "Employment agency"
    SOCIAL_OFFICE = "social_office", "Social welfare office"
    YOUTH_OFFICE = "youth_office", "Youth welfare office"
    FAMILY_BENEFITS_OFFICE = "family_benefits_office", "Family benefits office"
    TRADE_OFFICE = "trade_office", "Trade office"
    TAX_OFFICE = "tax_office", "Tax office"
    CHAMBER_IHK = "chamber_ihk", "Chamber of industry and commerce"
    CHAMBER_HWK = "chamber_hwk", "Chamber of crafts"
    REGISTER_COURT = "register_court", "Register court"
    NOTARY = "notary", "Notary"
    ACCIDENT_INSURER = "accident_insurer", "Statutory accident insurer"
    HEALTH_INSURER = "health_insurer", "Health insurer"
    PENSION_INSURER = "pension_insurer", "Pension insurer"
    RECOGNITION_BODY = "recognition_body", "Recognition body"
    COURT_ADMIN = "court_admin", "Administrative court"
    COURT_SOCIAL = "court_social", "Social court"
    CONSULATE = "consulate", "Consulate"
    LATE_RESETTLER_OFFICE = "late_resettler_office", "Office for late resettlers"
    DEVELOPMENT_BANK = "development_bank", "Development bank"
    HOUSE_BANK = "house_bank", "House bank"
    HOUSING_OFFICE = "housing_office", "Housing office"
    SCHOOL_OFFICE = "school_office", "School office"
    DAYCARE = "daycare", "Daycare centre"
    COURSE_PROVIDER = "course_provider", "Course provider"
    TEST_CENTRE = "test_centre", "Test centre"
    PARTNER_ORGANISATION = "partner_organisation", "Partner organisation"
    EMPLOYER = "employer", "Employer"


class AppointmentKind(Code):
    """What an appointment is for: counselling first, then authorities, then learning and meeting."""

    INITIAL_INTERVIEW = "initial_interview", "Initial interview"
    FOLLOW_UP = "follow_up", "Follow-up talk"
    PLAN_REVIEW = "plan_review", "Plan review"
    CASE_CONFERENCE = "case_conference", "Case conference"
    HANDOVER_MEETING = "handover_meeting", "Handover meeting"
    CLOSING_INTERVIEW = "closing_interview", "Closing interview"
    AFTERCARE_CONTACT = "aftercare_contact", "Aftercare talk"
    ESF_EXIT_28D = "esf_exit_28d", "ESF survey within 28 days"
    ESF_FOLLOWUP_6M = "esf_followup_6m", "ESF survey after six months"
    TITLE_APPLICATION = "title_application", "Application for a residence title"
    TITLE_RENEWAL = "title_renewal", "Extension of the residence title"
    TITLE_COLLECTION = "title_collection", "Collection of the residence title"
    BIOMETRICS = "biometrics", "Photo and fingerprints"
    FICTION_CERTIFICATE = "fiction_certificate", "Provisional certificate"
    ASYLUM_HEARING = "asylum_hearing", "Asylum hearing"
    NATURALISATION = "naturalisation", "Naturalisation talk"
    ADDRESS_REGISTRATION = "address_registration", "Registration of the address"
    BENEFIT_INTERVIEW = "benefit_interview", "Appointment at the benefits authority"
    PLACEMENT_INTERVIEW = "placement_interview", "Job placement interview"
    BUSINESS_REGISTRATION = "business_registration", "Business registration"
    CHAMBER_CONSULTATION = "chamber_consultation", "Consultation at the chamber"
    NOTARY_APPOINTMENT = "notary_appointment", "Notary appointment"
    BANK_APPOINTMENT = "bank_appointment", "Bank appointment"
    RECOGNITION_CONSULTATION = "recognition_consultation", "Consultation on recognition"
    COMPENSATION_EXAM = "compensation_exam", "Examination for recognition"
    COURT_HEARING = "court_hearing", "Court hearing"
    PLACEMENT_TEST = "placement_test", "Placement test"
    LANGUAGE_EXAM = "language_exam", "Language exam"
    FOUNDER_SEMINAR = "founder_seminar", "Founder seminar"
    WORKSHOP = "workshop", "Workshop"
    INFO_SESSION = "info_session", "Information session"
    MEETUP = "meetup", "Meetup"
    JOB_INTERVIEW = "job_interview", "Job interview"
    COMPANY_VISIT = "company_visit", "Company visit"
    DESK_BOOKING = "desk_booking", "Coworking desk"
    HOUSING_VIEWING = "housing_viewing", "Flat viewing"


class AppointmentStatus(Code):
    """Where an appointment stands."""

    PROPOSED = "proposed", "Unconfirmed"
    CONFIRMED = "confirmed", "Confirmed"
    ATTENDED = "attended", "Attended"
    NO_SHOW = "no_show", "Not attended"
    CANCELLED_CLIENT = "cancelled_client", "Cancelled by the client"
    CANCELLED_COUNTERPART = "cancelled_counterpart", "Cancelled by the other side"
    RESCHEDULED = "rescheduled", "Rescheduled"
    OUTCOME_RECORDED = "outcome_recorded", "Outcome recorded"

    @property
    def is_open(self) -> bool:
        """Tell whether the appointment still lies ahead."""
        return self in {AppointmentStatus.PROPOSED, AppointmentStatus.CONFIRMED}


class Companion(Code):
    """Who goes with the client."""

    COUNSELLOR = "counsellor", "Accompanied by the counsellor"
    VOLUNTEER = "volunteer", "Accompanied by a volunteer"
    INTERPRETER = "interpreter", "Accompanied by an interpreter"


class DeadlineKind(Code):
    """Deadlines of the law and of the house; the rule of each stands in `deadline_rules`."""

    TITLE_EXPIRY = "title_expiry", "Residence title expires"
    FICTION_EXPIRY = "fiction_expiry", "Provisional certificate expires"
    PASSPORT_EXPIRY = "passport_expiry", "Passport expires"
    CHILD_TITLE = "child_title", "Residence title for a child"
    EVIDENCE_REQUEST = "evidence_request", "Hand in documents"
    OBJECTION = "objection", "Objection to a decision"
    COURT_ACTION = "court_action", "Court action"
    RECOG_RECEIPT = "recog_receipt", "Recognition: confirmation of receipt"
    RECOG_DECISION = "recog_decision", "Recognition: decision"
    COURSE_ENTITLEMENT = "course_entitlement", "Entitlement to an integration course ends"
    APPLY_BEFORE_EVENT = "apply_before_event", "Apply before the start"
    BENEFIT_CLAIM_REMAINDER = "benefit_claim_remainder", "150 days of unemployment benefit left"
    BENEFIT_MONTH = "benefit_month", "Apply within the month"
    JOBSEEKER_REPORT = "jobseeker_report", "Register as a jobseeker"
    BUSINESS_NOTICE = "business_notice", "Register the business"
    TAX_NOTICE = "tax_notice", "Notice to the tax office"
    CHAMBER_NOTICE = "chamber_notice", "Notice to the chamber of crafts"
    ACCIDENT_INSURANCE = "accident_insurance", "Notice to the accident insurer"
    ADDRESS_REGISTRATION = "address_registration", "Register the address"
    BIRTH_NOTICE = "birth_notice", "Register the birth"
    GRANT_PHASE2 = "grant_phase2", "Apply for the second grant phase"
    FUNDER_ENTRY = "funder_entry", "Report the entry to the funder"
    FUNDER_EXIT = "funder_exit", "Report the exit to the funder"
    ESF_28D = "esf_28d", "ESF results within 28 days"
    ESF_6M = "esf_6m", "ESF results after six months"
    CONSENT_EXPIRY = "consent_expiry", "Release expires"
    REFERRAL_RESPONSE = "referral_response", "Answer to a referral"
    PLAN_REVIEW = "plan_review", "Review of the support plan"
    RETENTION_END = "retention_end", "Retention period ends"
    DSR_RESPONSE = "dsr_response", "Answer a data-protection request"
    BREACH_72H = "breach_72h", "Report a data breach"


class DeadlineStatus(Code):
    """Where a deadline stands; the date alone never says whether it was kept."""

    OPEN = "open", "Open"
    DONE = "done", "Done in time"
    DONE_LATE = "done_late", "Done late"
    MISSED = "missed", "Missed"
    DROPPED = "dropped", "No longer relevant"
