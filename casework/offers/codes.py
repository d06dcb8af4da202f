"""Code lists about offers: their kind and the facts on which eligibility depends."""

from casework.core.codes import Code


class OfferKind(Code):
    """What is offered."""

    SEMINAR = "seminar", "Seminar"
    PROGRAMME = "programme", "Funding programme"
    SERVICE = "service", "Service"


class OfferStatus(Code):
    """Where an offer stands; derived from its dates, never set by hand."""

    DRAFT = "draft", "Not published"
    PUBLISHED = "published", "Published"
    CHANGED = "changed", "Changes not published"
    CLOSED = "closed", "Closed"


class EligibilityFact(Code):
    """A fact that an offer can ask for; what is not recorded counts as missing, never as no."""

    RESIDENCE_DISTRICT = "residence_district", "Lives in the district or Land"
    AGE = "age", "Age"
    GERMAN_LEVEL = "german_level", "Level of German"
    RESIDENCE_STATUS = "residence_status", "Residence status"
    EMPLOYMENT_PERMITTED = "employment_permitted", "May take up employment"
    SELF_EMPLOYMENT_PERMITTED = "self_employment_permitted", "May be self-employed"
    UNEMPLOYED = "unemployed", "Unemployed"
    RECEIVES_UNEMPLOYMENT_BENEFIT = "receives_unemployment_benefit", "Receives unemployment benefit (SGB III)"
    UNEMPLOYMENT_BENEFIT_DAYS_LEFT = "unemployment_benefit_days_left", "Days of unemployment benefit left"
    RECEIVES_BASIC_INCOME_SUPPORT = "receives_basic_income_support", "Receives basic income support (SGB II)"
    MIGRATION_BACKGROUND = "migration_background", "Has migrated or comes from a migrant family"
    RETURNEE = "returnee", "Returns to the region"
    OCCUPATION = "occupation", "Occupation"
    FOREIGN_QUALIFICATION = "foreign_qualification", "Has a qualification from abroad"
    VENTURE_PLANNED = "venture_planned", "Plans to found a business"
    EVENT_NOT_STARTED = "event_not_started", "Has not started yet"
    PLANNED_START = "planned_start", "Planned start"
    EVENT_LOCATION = "event_location", "Place of the business or job"


class ApplyBefore(Code):
    """The event before which an application must have been made, or the claim is lost."""

    BUSINESS_START = "business_start", "Start of the business"
    HIRING = "hiring", "Signing of the employment contract"
    COURSE_START = "course_start", "Start of the course"
    INVESTMENT = "investment", "First order or contract of the investment"
    MOVE = "move", "Move to the new home"


APPLY_BEFORE_FACTS = frozenset({EligibilityFact.EVENT_NOT_STARTED, EligibilityFact.PLANNED_START})
"""The facts without which an apply-before-start rule cannot be judged."""
