"""Names for what lies outside any organisation, so that the policy can speak of it."""

from typing import ClassVar

from casework.core.model import TenantModel


class OperatorLog(TenantModel):
    """The operator's log; the database lets the operator see all of it and an organisation what concerns it."""

    __abstract__ = True
    kind: ClassVar[str] = "operator_event"


class Network(TenantModel):
    """The organisations of the network, as their operator sees them: name, kind and since when."""

    __abstract__ = True
    kind: ClassVar[str] = "organisation"
