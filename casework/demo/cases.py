"""A case as it is opened: its row, its persons, and what the rest of the demo needs to know of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.cases.codes import Phase, Topic
from casework.cases.titles import PersonName, native_title_of, title_of
from casework.demo.circumstances import CONCERNS
from casework.demo.office import Office
from casework.demo.people import Person
from casework.demo.records import Row


@dataclass
class Case:
    """A case while it is made up: its row, whose it is, who it is about, and what it is about."""

    row: Row
    owner: Person
    clients: list[Row]
    topics: list[Topic]
    opened_at: datetime
    referred: bool = field(default=False)

    @property
    def is_open(self) -> bool:
        """Tell whether the case still goes on."""
        return self.row["closed_on"] is None

    def not_before(self, at: datetime) -> datetime:
        """Give a moment, or one soon after the opening where nothing could have been entered yet."""
        return max(at, self.opened_at + timedelta(minutes=25))

    @property
    def adults(self) -> list[Row]:
        """Give those clients of the case who decide for themselves."""
        return [client for client in self.clients if client["occupation"] is not None]

    @property
    def founds(self) -> bool:
        """Tell whether somebody in the case wants to found a business, or has."""
        return self.row["venture"] is not None


def open_case(
    office: Office, at: datetime, owner: Person, clients: list[Row], topics: list[Topic], **more: object
) -> Case:
    """Open a case for clients, as the program would."""
    households = {row["client_id"]: row["household_id"] for row in office.records.of("household_persons")}
    usual: Row = {
        "concern": CONCERNS[topics[0]],
        "venture": None,
        "venture_start": None,
        "phase": Phase.INTAKE,
        "closed_on": None,
    }
    team = owner.team or office.organisation.teams[0]
    row = office.records.add(
        "cases",
        **(usual | more),
        id=office.new_id(at),
        number="",
        title=title_of([_named(client) for client in clients]),
        native_title=native_title_of([_named(client) for client in clients]),
        sort_key=clients[0]["sort_key"],
        owner_id=owner.member_id,
        team_id=office.organisation.team_id(team),
        household_id=households.get(clients[0]["id"]),
        restricted=any(client["restricted"] for client in clients),
        district=clients[0]["district"],
        opened_on=at.date(),
        last_contact_at=at,
        version=1,
    )
    for number, client in enumerate(clients):
        office.records.add(
            "case_persons",
            id=office.new_id(at, number),
            case_id=row["id"],
            client_id=client["id"],
            joined_on=at.date(),
        )
    return Case(row, owner, clients, topics, at)


def _named(row: Row) -> PersonName:
    native = row.get("native_given_name"), row.get("native_family_name")
    return PersonName(row["id"], row["given_name"], row["family_name"], *native, row["sort_key"])
