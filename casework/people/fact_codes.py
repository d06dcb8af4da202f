"""Code lists of what is kept about a person over time: sources, relations, schooling and work."""

from collections.abc import Mapping

from casework.core.codes import Code


class FactSource(Code):
    """Where a statement about a person comes from."""

    STATED = "stated", "Stated by the person"
    PASSPORT = "passport", "Passport or travel document"
    RESIDENCE_DOCUMENT = "residence_document", "Residence document"
    CIVIL_DOCUMENT = "civil_document", "Birth or marriage certificate"
    NAME_DECLARATION = "name_declaration", "Declaration of name at the registry office"
    AUTHORITY = "authority", "Letter from an authority"
    REPLACED = "replaced", "Stood here before it was changed"
    DUPLICATE = "duplicate", "From a merged record"
    OTHER = "other", "Other source"


class RelationKind(Code):
    """What the other person is to this one."""

    SPOUSE = "spouse", "Spouse"
    PARTNER = "partner", "Partner"
    FORMER_PARTNER = "former_partner", "Separated or divorced partner"
    CHILD = "child", "Child"
    PARENT = "parent", "Parent"
    SIBLING = "sibling", "Sibling"
    GRANDPARENT = "grandparent", "Grandparent"
    GRANDCHILD = "grandchild", "Grandchild"
    GUARDIAN = "guardian", "Guardian or legal carer"
    WARD = "ward", "Ward"
    CARER = "carer", "Carer"
    CARED_FOR = "cared_for", "Person cared for"
    RELATIVE = "relative", "Other relative"
    CONFIDANT = "confidant", "Person of trust"
    TRUSTED_BY = "trusted_by", "Trusts this person"


INVERSE: Mapping[RelationKind, RelationKind] = {
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.GRANDPARENT: RelationKind.GRANDCHILD,
    RelationKind.GRANDCHILD: RelationKind.GRANDPARENT,
    RelationKind.GUARDIAN: RelationKind.WARD,
    RelationKind.WARD: RelationKind.GUARDIAN,
    RelationKind.CARER: RelationKind.CARED_FOR,
    RelationKind.CARED_FOR: RelationKind.CARER,
    RelationKind.CONFIDANT: RelationKind.TRUSTED_BY,
    RelationKind.TRUSTED_BY: RelationKind.CONFIDANT,
}
"""How a relation reads from the other side; what is missing here reads the same from both."""


class QualificationKind(Code):
    """A stretch of schooling, training or work."""

    SCHOOL = "school", "School"
    VOCATIONAL = "vocational", "Vocational training"
    UNIVERSITY = "university", "University or college"
    FURTHER = "further", "Further training or certificate"
    OTHER = "other", "Other qualification"
    WORK = "work", "Occupation"


class RecognitionStatus(Code):
    """How a qualification from abroad is regarded here (BQFG, Land law, ZAB)."""

    NOT_NEEDED = "not_needed", "No recognition needed"
    NOT_APPLIED = "not_applied", "Not applied for"
    PENDING = "pending", "Procedure running"
    PARTIAL = "partial", "Partly recognised"
    FULL = "full", "Fully recognised"
    REFUSED = "refused", "Not recognised"


class OccupationSystem(Code):
    """The classification that a code of an occupation is taken from."""

    KLDB_2010 = "kldb_2010", "KldB 2010"
    ISCO_08 = "isco_08", "ISCO-08"
