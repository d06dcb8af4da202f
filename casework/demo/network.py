"""The whole network as it is made up in memory, before anything is in the database."""

from collections.abc import Sequence
from datetime import date

from casework.demo import histories, incidents, neighbours, offers, plans, referrals, story
from casework.demo.case_files import deepen
from casework.demo.caseload import carry
from casework.demo.cases import Case
from casework.demo.circumstances import TOWNS
from casework.demo.clients import invent_household
from casework.demo.days import moment
from casework.demo.journeys import JOURNEYS
from casework.demo.office import Authorities, Office
from casework.demo.organisations import BARNIM, ORGANISATIONS
from casework.demo.people import (
    CARINA,
    EMINE,
    HOLGER,
    JONAS,
    KARIN,
    MONIKA,
    NADJA,
    PAULA,
    PEOPLE,
    ROBERT,
    SAMIRA,
    THEO,
    TILDA,
    Person,
)
from casework.demo.releases import declare
from casework.demo.sharing import share
from casework.demo.traces import Traces
from casework.demo.twice import enter_twice

CALM_DAYS = 33
"""Days in which nothing is due for Nadja beside what the Today page is to show."""
# Cases that go on and cases that ended, by who carries them; six more of Nadja's are told one by one.
CASELOADS = (
    (NADJA, 39, 11),
    (TILDA, 27, 8),
    (JONAS, 25, 7),
    (SAMIRA, 24, 6),
    (PAULA, 14, 4),
    (ROBERT, 8, 2),
    (MONIKA, 19, 5),
    (THEO, 6, 2),
    (CARINA, 14, 3),
    (EMINE, 17, 5),
    (HOLGER, 6, 1),
)
WITHOUT_CASE = 14
_PARTNERS = ("Jobcenter Barnim", "Volkshochschule Barnim", "Schuldnerberatung im Mehrgenerationenhaus")


class Network:
    """All offices with what they have written down, what they offer, and every step of their referrals."""

    def __init__(self, today: date, authorities: Authorities) -> None:
        self.today = today
        self.offices = {each.prefix: Office(each, today, authorities) for each in ORGANISATIONS}
        self.offered = offers.make(self.offices)
        barnim = self.offices[BARNIM.prefix]
        couple = story.tell(barnim)
        neighbours.tell(barnim)
        cases = {person.member_id: self._carry(person, *counts) for person, *counts in CASELOADS}
        self.steps = referrals.make(self.offices, self.offered, cases, couple, JOURNEYS)
        _release_to_partners(barnim, cases[NADJA.member_id])
        _enter_without_case(barnim)
        enter_twice(barnim)
        histories.tell(barnim)
        share(barnim, couple, cases[NADJA.member_id], TILDA)
        for office in self.offices.values():
            office.number_cases()
            deepen(office)
            traces = Traces(office, PEOPLE)
            traces.work()
            incidents.happen(office, traces, couple)
            traces.leave()
        for person in PEOPLE:
            office = self.offices[person.employer.prefix]
            plans.make(office, cases.get(person.member_id, []), couple if person == NADJA else None)
        self.size = sum(len(office.records.of("clients")) for office in self.offices.values())

    def _carry(self, person: Person, going_on: int, ended: int) -> list[Case]:
        office = self.offices[person.employer.prefix]
        calm_days = CALM_DAYS if person == NADJA else 0
        return carry(office, person, going_on=going_on, ended=ended, calm_days=calm_days)


def _release_to_partners(office: Office, cases: Sequence[Case]) -> None:
    """Let some clients release to partners outside of the network; one of them thought better of it."""
    declared = []
    for case in cases:
        ago = (office.today - case.row["opened_on"]).days // 2
        if case.is_open and ago > 20 and office.chance(30):
            at = moment(office.days.ago(ago), "10:30")
            partner = office.random.choice(_PARTNERS)
            declared.append(declare(office, case, case.clients[0], partner, ["contact", "benefits"], at))
    if declared:
        at = moment(office.days.ago(8), "11:45")
        declared[0] |= {"revoked_at": at, "revoked_by": NADJA.member_id, "revocation_channel": "in_person"}


def _enter_without_case(office: Office) -> None:
    """Let the front desk have entered people who came once and need no case."""
    for _ in range(WITHOUT_CASE):
        at = office.diary(KARIN).find(office.days.ago(office.random.randint(2, 200)), 30)
        invent_household(office, at, KARIN, office.random.choice(TOWNS["Bernau"]), returning=False)
