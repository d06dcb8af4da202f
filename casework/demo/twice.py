"""People who were entered a second time on the telephone, because their names were spelled in another way."""

from datetime import date

from casework.demo.clients import enter
from casework.demo.office import Office
from casework.demo.people import NADJA
from casework.demo.records import Row
from casework.people.codes import BirthDatePrecision, Gender

_AGAIN: tuple[tuple[int, Row], ...] = (
    (3, {
        "given_name": "Elena", "family_name": "Grytsenko", "native_given_name": "Елена",
        "native_family_name": "Гриценко", "gender": Gender.WOMAN, "birth_date": date(1991, 2, 17),
        "citizenships": ["UA"], "languages": ["ru"],
    }),
    (11, {
        "given_name": "Youssef", "family_name": "Alkhateeb", "gender": Gender.MAN, "birth_date": date(1985, 1, 1),
        "citizenships": ["SY"], "languages": ["ar"],
    }),
    (19, {
        "given_name": "Joana", "family_name": "Dumitresku", "gender": Gender.WOMAN, "birth_date": date(1994, 11, 5),
        "citizenships": ["RO"], "languages": ["ro"],
    }),
)  # fmt: skip
"""How many days ago it was, and what was written down: a name from a Russian passport, and names as they sound."""


def enter_twice(office: Office) -> None:
    """Let Nadja enter Olena Hryzenko, Yusuf Al-Khatib and Ioana Dumitrescu again, whose cases she has already."""
    for ago, person in _AGAIN:
        at = office.diary(NADJA).take(office.days.ago(ago), "08:30", 10)
        usual: Row = {
            "birth_precision": BirthDatePrecision.DAY,
            "district": office.organisation.district,
            "town": "Bernau bei Berlin",
        }
        enter(office, at, NADJA, **(usual | person))
