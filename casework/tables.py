"""Every table: importing this module makes the metadata complete."""

from casework.appointments import models as appointments
from casework.audit import models as audit
from casework.cases import deputy_models as deputies
from casework.cases import document_models as documents
from casework.cases import handover_models as handovers
from casework.cases import history_models, light_models, result_models, task_models, workload_models
from casework.cases import models as cases
from casework.consent import models as consent
from casework.core.model import Base
from casework.feeds import models as feeds
from casework.identity import models as identity
from casework.jobs import models as jobs
from casework.offers import models as offers
from casework.people import bond_models as bonds
from casework.people import fact_models as facts
from casework.people import models as people
from casework.people import name_models as likenesses
from casework.plans import models as plans
from casework.referrals import models as referrals
from casework.reminders import models as reminders
from casework.tenancy import models as tenancy
from casework.transfer import models as transfer

CASE_FILE = (
    cases,
    deputies,
    documents,
    handovers,
    history_models,
    light_models,
    result_models,
    task_models,
    workload_models,
)
PEOPLE = (people, facts, bonds, likenesses)
SLICES = (
    tenancy,
    identity,
    audit,
    jobs,
    *PEOPLE,
    consent,
    offers,
    *CASE_FILE,
    appointments,
    plans,
    referrals,
    reminders,
    transfer,
    feeds,
)
METADATA = Base.metadata
