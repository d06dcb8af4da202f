"""An organisation while its two years are made up: its people's diaries, its authorities, what it has written down."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from casework.appointments.codes import AuthorityKind
from casework.appointments.directory import AuthorityEntry
from casework.demo.days import Days, Diary, id_from, seeded
from casework.demo.organisations import Organisation
from casework.demo.people import Person
from casework.demo.records import Records, Row

Authorities = Mapping[tuple[AuthorityKind, str], Sequence[tuple[UUID, AuthorityEntry]]]
"""The directory by kind and district, each entry with its id in the database."""


class Office:
    """One organisation of the demo on the day on which it is loaded."""

    def __init__(self, organisation: Organisation, today: date, authorities: Authorities) -> None:
        self.organisation = organisation
        self.days = Days(today, organisation.land)
        self.random = seeded(organisation.name)
        self.records = Records(organisation.id)
        self._authorities = authorities
        self._diaries: dict[UUID, Diary] = {}

    @property
    def today(self) -> date:
        """Give the day on which the demo is loaded."""
        return self.days.today

    def diary(self, person: Person) -> Diary:
        """Give the diary of somebody who works here."""
        if person.member_id not in self._diaries:
            self._diaries[person.member_id] = Diary(self.days, seeded(f"diary of {person.email}"))
        return self._diaries[person.member_id]

    def new_id(self, at: datetime, place: int = 0) -> UUID:
        """Give a UUIDv7 of a moment; what is made at the same moment is told apart by its place in a row."""
        return id_from(at + timedelta(milliseconds=place), self.random)

    def chance(self, percent: float) -> bool:
        """Tell whether something happens that happens in so many of a hundred cases."""
        return self.random.random() * 100 < percent

    def authority(self, kind: AuthorityKind, district: str, town: str = "") -> tuple[UUID, AuthorityEntry] | None:
        """Give an authority for a district, that of the town if there is one; None if the directory has none."""
        found = self._authorities.get((kind, district), ())
        nearest = [entry for entry in found if town and town.partition(" ")[0] in entry[1].name]
        return self.random.choice(nearest or found) if found else None

    def number_cases(self) -> None:
        """Give the cases their numbers by year in the order in which they were opened, and leave the counters there."""
        last: dict[int, int] = {}
        for case in sorted(self.records.of("cases"), key=lambda row: (row["opened_on"], row["id"])):
            year = case["opened_on"].year
            last[year] = last.get(year, 0) + 1
            case["number"] = f"{self.organisation.prefix}-{year}-{last[year]:04}"
        for year, value in sorted(last.items()):
            at = datetime.fromisoformat(f"{year}-01-02T08:00:00+01:00")
            self.records.add("counters", id=self.new_id(at), name="case", year=year, value=value)

    def client(self, client_id: UUID) -> Row:
        """Give a client who has not been written yet."""
        return next(row for row in self.records.of("clients") if row["id"] == client_id)
