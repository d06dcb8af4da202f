"""The named cast of the tests: who works where, and as what."""

from dataclasses import dataclass
from uuid import UUID, uuid5

SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
PASSWORD = "a long enough sentence"  # Everybody in the tests has this one.


@dataclass(frozen=True)
class Flat:
    """One organisation of the tests."""

    name: str
    prefix: str
    kind: str
    district: str
    teams: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Give the organisation's id, the same in every run."""
        return uuid5(SPACE, self.prefix)


@dataclass(frozen=True)
class Person:
    """One membership of the tests; `who` is the name that tests use."""

    who: str
    name: str
    flat: Flat
    role: str
    team: str | None = None
    leads: bool = False
    email: str = ""

    @property
    def member_id(self) -> UUID:
        """Give the membership's id, the same in every run."""
        return uuid5(SPACE, f"{self.flat.prefix}/{self.who}")

    @property
    def address(self) -> str:
        """Give the e-mail address to sign in with."""
        return self.email or f"{self.who}@{self.flat.prefix.lower()}.example"


NORTH = Flat("Counselling North", "N", "counselling_centre", "12060", ("Harbour", "Hill"))
WEST = Flat("Counselling West", "W", "counselling_centre", "12054", ("River",))
SOUTH = Flat("Founders South", "S", "provider", "12054", ("Seminars",))
NET = Flat("The Network", "NET", "network_operator", "11000")
FLATS = (NORTH, WEST, SOUTH, NET)

CAST = (
    Person("asha", "Asha Adler", NORTH, "counsellor", "Harbour"),
    Person("ben", "Ben Becker", NORTH, "counsellor", "Harbour"),
    Person("hilda", "Hilda Hahn", NORTH, "counsellor", "Hill"),
    Person("ines", "Ines Ilse", NORTH, "team_lead", "Harbour", leads=True),
    Person("fee", "Fee Fink", NORTH, "front_desk", "Harbour"),
    Person("adam", "Adam Amsel", NORTH, "organisation_admin"),
    Person("otto", "Otto Ohm", NORTH, "auditor"),
    Person("omar", "Omar Orth", WEST, "team_lead", "River", leads=True),
    Person("cara", "Cara Christ", WEST, "counsellor", "River"),
    Person("wanda", "Wanda Wolf", WEST, "organisation_admin"),
    Person("uwe", "Uwe Uhl", WEST, "auditor"),
    Person("pia", "Pia Paul", SOUTH, "provider", "Seminars"),
    Person("petra", "Petra Pohl", SOUTH, "auditor"),
    Person("nils", "Nils Netz", NET, "network_operator"),
    # Dora works in the north and in the west with one password.
    Person("dora", "Dora Dorn", NORTH, "counsellor", "Hill", email="dora@both.example"),
    Person("dora_west", "Dora Dorn", WEST, "counsellor", "River", email="dora@both.example"),
)
BY_NAME = {person.who: person for person in CAST}


def team_id(flat: Flat, team: str) -> UUID:
    """Give a team's id, the same in every run."""
    return uuid5(SPACE, f"{flat.prefix}/team/{team}")
