"""Invented clients: single people, couples, families, and those who came back."""

from datetime import date, datetime, timedelta

from casework.demo.circumstances import (
    BENEFITS,
    CONTACT_HINTS,
    FREE_TO_MOVE,
    LEVELS,
    NEED_INTERPRETING,
    QUALIFICATIONS,
    STATUSES,
    TO_WORK,
    WITHOUT_END,
)
from casework.demo.names import LANGUAGES_OF, InventedPerson, invented_person
from casework.demo.office import Office
from casework.demo.people import Person
from casework.demo.records import Row
from casework.demo.texts import offers
from casework.people.codes import BirthDatePrecision, Gender, HouseholdRole, LanguageLevel, ResidenceStatus
from casework.people.names import Name, keys, sort_key

# The first two of these belong to the couple of the story.
_OCCUPATIONS = offers().occupations.texts[2:]
# Where a text names a place, it suits those who come from there.
_PLACES = {"Damaskus": "SY", "Herat": "AF", "Stuttgart": "DE", "zurück": "DE"}
_DAYS_IN_YEAR = 365.25


def enter(office: Office, at: datetime, by: Person, place: int = 0, **details: object) -> Row:
    """Enter a client as the program would: with a sort key and the keys of the search."""
    family, given = str(details["family_name"]), str(details["given_name"])
    native = Name(str(details.get("native_given_name") or ""), str(details.get("native_family_name") or ""))
    usual: Row = {
        "gender": Gender.NOT_STATED,
        "birth_date": None,
        "birth_precision": BirthDatePrecision.UNKNOWN,
        "citizenships": [],
        "languages": [],
        "restricted": False,
    }
    client = office.records.add(
        "clients",
        **(usual | details),
        id=office.new_id(at, place),
        sort_key=sort_key(Name(given, family)),
        created_by=by.member_id,
        created_at=at,
        version=1,
    )
    for number, key in enumerate(keys([Name(given, family), native], client["birth_date"], client["birth_precision"])):
        office.records.add("name_keys", id=office.new_id(at, number), client_id=client["id"], key=key)
    return client


def invent(
    office: Office, at: datetime, by: Person, invented: InventedPerson, town: str, *, place: int = 0, age: int = 0
) -> Row:
    """Make up and enter a client with this name; `age` 0 means any age at which people work."""
    random = office.random
    level = LanguageLevel.NATIVE if invented.country == "DE" else random.choice(LEVELS)
    age = age or random.randint(20, 58)
    status, until = _title(office, invented.country)
    born, precision = _birth(office, invented.country, age)
    adult = age >= 18
    details: Row = {
        "given_name": invented.forename.latin,
        "family_name": invented.surname.latin,
        "gender": invented.gender,
        "birth_date": born,
        "birth_precision": precision,
        "citizenships": [invented.country],
        "languages": list(LANGUAGES_OF[invented.country][: random.randint(1, 2)]),
        "german_level": level,
        "interpreter_language": LANGUAGES_OF[invented.country][0] if level in NEED_INTERPRETING else None,
        "district": office.organisation.district,
        "town": town,
        "phone": f"0152 5550 {random.randint(100, 999)}" if adult and office.chance(92) else None,
        "contact_hint": random.choice(CONTACT_HINTS) if adult and office.chance(18) else None,
        "occupation": _occupation(office, invented) if adult else None,
        "qualification": random.choice(QUALIFICATIONS) if adult and office.chance(40) else None,
        "residence_status": status,
        "residence_until": until,
        "benefits": random.choice(BENEFITS) if adult and office.chance(75) else None,
    }
    if invented.has_own_script:
        details["native_given_name"] = invented.forename.own_script
        details["native_family_name"] = invented.surname.own_script
    return enter(office, at, by, place, **details)


def invent_household(office: Office, at: datetime, by: Person, town: str, *, returning: bool) -> list[Row]:
    """Make up who comes for a case: mostly one person, sometimes a couple, sometimes a family; give its clients."""
    random = office.random
    first = invented_person(random, "DE" if returning else None)
    size = random.choices((1, 2, 3, 4), (66, 20, 8, 6))[0]
    clients = [invent(office, at, by, first, town)]
    if size == 1:
        return clients
    # Those who come with children are not only couples.
    with_partner = size == 2 or office.chance(80)
    roles, couple = [HouseholdRole.REFERENCE], [first]
    for number in range(1, size):
        if number == 1 and with_partner:
            other = Gender.MAN if first.gender is Gender.WOMAN else Gender.WOMAN
            partner = invented_person(random, gender=other, family=first)
            couple.append(partner)
            clients.append(invent(office, at, by, partner, town, place=number))
            roles.append(HouseholdRole.PARTNER)
        else:
            child = _child_of(office, couple)
            clients.append(invent(office, at, by, child, town, place=number, age=random.randint(3, 17)))
            roles.append(HouseholdRole.CHILD)
    _describe_family(clients, roles)
    join_household(office, at, clients, roles)
    return clients


def _child_of(office: Office, parents: list[InventedPerson]) -> InventedPerson:
    """Make up a child; where families share no surname it bears the father's, in Eritrea his own name."""
    child = invented_person(office.random, family=parents[0])
    if child.family == parents[0].family:
        return child
    father = next((parent for parent in parents if parent.gender is Gender.MAN), parents[0])
    return child._replace(surname=father.forename if father.country == "ER" else father.surname)


def join_household(office: Office, at: datetime, clients: list[Row], roles: list[HouseholdRole]) -> Row:
    """Let clients live together, and give the household."""
    names = list(dict.fromkeys(client["family_name"] for client in clients))
    household = office.records.add(
        "households", id=office.new_id(at), name=" / ".join(names), created_at=at, changed_at=at, version=1
    )
    for number, (client, role) in enumerate(zip(clients, roles, strict=True)):
        office.records.add(
            "household_persons",
            id=office.new_id(at, number),
            household_id=household["id"],
            client_id=client["id"],
            role=role,
        )
    return household


def _describe_family(clients: list[Row], roles: list[HouseholdRole]) -> None:
    children = roles.count(HouseholdRole.CHILD)
    counted = {0: "keine Kinder", 1: "ein Kind", 2: "zwei Kinder", 3: "drei Kinder"}[children]
    words = "verheiratet" if HouseholdRole.PARTNER in roles else "alleinerziehend"
    for client, role in zip(clients, roles, strict=True):
        if role is not HouseholdRole.CHILD:
            client["family"] = f"{words}, {counted}"


def _title(office: Office, country: str) -> tuple[ResidenceStatus, date | None]:
    if country in FREE_TO_MOVE:
        return (ResidenceStatus.GERMAN if country == "DE" else ResidenceStatus.EU_FREE_MOVEMENT), None
    status = office.random.choice(STATUSES.get(country, TO_WORK))
    if status in WITHOUT_END:
        return status, None
    if status is ResidenceStatus.TEMPORARY_PROTECTION:
        return status, date(office.today.year + 1, 3, 4)
    return status, office.today + timedelta(days=office.random.randint(35, 900))


def _birth(office: Office, country: str, age: int) -> tuple[date, BirthDatePrecision]:
    """Give a birth date; where papers got lost it is often the first of January, or only the year is known."""
    random = office.random
    born = office.today - timedelta(days=int(age * _DAYS_IN_YEAR) + random.randint(0, 364))
    if country in {"SY", "AF", "ER"} and office.chance(16):
        precision = BirthDatePrecision.YEAR if office.chance(25) else BirthDatePrecision.DAY
        return date(born.year, 1, 1), precision
    return born, BirthDatePrecision.DAY


def _occupation(office: Office, invented: InventedPerson) -> str:
    def fits(text: str) -> bool:
        place = next((country for word, country in _PLACES.items() if word in text), invented.country)
        trade = text.replace(",", " ").split(maxsplit=1)[0]
        feminine = trade.endswith(("in", "angestellte"))
        neutral = trade == "ohne"
        return place == invented.country and (neutral or feminine is (invented.gender is Gender.WOMAN))

    return office.random.choice([text for text in _OCCUPATIONS if fits(text)])
