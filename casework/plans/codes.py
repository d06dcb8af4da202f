"""Code lists about support plans."""

from casework.core.codes import Code


class LifeDomain(Code):
    """The part of life that a goal is about, in the order in which a plan shows them."""

    WORK = "work", "Work"
    BUSINESS = "business", "Founding a business"
    LANGUAGE = "language", "Language"
    RESIDENCE = "residence", "Residence"
    RECOGNITION = "recognition", "Recognition of qualifications"
    HOUSING = "housing", "Housing"
    HEALTH = "health", "Health"
    FAMILY = "family", "Family"
    CHILDREN = "children", "School and childcare"
    FINANCES = "finances", "Money and debts"
    SOCIAL = "social", "Contacts and neighbourhood"
    OTHER = "other", "Something else"


class PlanState(Code):
    """Where a version of a plan stands; only a draft can be written in."""

    DRAFT = "draft", "Draft"
    SIGNING = "signing", "Being agreed"
    AGREED = "agreed", "Agreed"
    REPLACED = "replaced", "Replaced by a later version"


class Attainment(Code):
    """How far a goal was reached."""

    OPEN = "open", "On the way"
    PARTLY = "partly", "Partly reached"
    REACHED = "reached", "Goal reached"
    DROPPED = "dropped", "Goal given up"

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is to be done for the goal; the next version leaves it out."""
        return self in {Attainment.REACHED, Attainment.DROPPED}


class Responsible(Code):
    """Who does a measure."""

    CLIENT = "client", "Client"
    COUNSELLOR = "counsellor", "Counsellor"
    PARTNER = "partner", "Partner or authority"


class MeasureState(Code):
    """What became of a measure."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class SignatureForm(Code):
    """How a person agreed to a plan."""

    PAPER = "paper", "Signed on paper"
    DRAWN = "drawn", "Drawn on the screen"
    TYPED = "typed", "Typed name and confirmation"
