"""Who works in the demo network, and how to sign in as any of them. Nobody here is real."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from casework.demo.organisations import (
    BARNIM,
    ELBE_ELSTER,
    GUIDES,
    MARK,
    NETWORK,
    POTSDAM,
    PROGRAMMES,
    RETURN,
    SAUERLAND,
    SPACE,
    Organisation,
)
from casework.tenancy.codes import Role

PASSWORD = "willkommen-2026"  # noqa: S105  # It opens invented data on this machine alone, and is printed for everyone.


@dataclass(frozen=True)
class Person:
    """One membership: somebody in one organisation with one role; whoever has two of them has one e-mail address."""

    name: str
    role: Role
    employer: Organisation
    email: str
    team: str | None = None
    leads: bool = False
    password: str = PASSWORD

    @property
    def organisation(self) -> str:
        """Give the organisation's name."""
        return self.employer.name

    @property
    def member_id(self) -> UUID:
        """Give the membership's id."""
        return uuid5(SPACE, f"{self.employer.prefix}/{self.email}")


def _person(
    employer: Organisation, name: str, address: str, role: Role, team: str | None = None, *, leads: bool = False
) -> Person:
    email = address if "@" in address else f"{address}@{employer.domain}"
    return Person(name, role, employer, email, team, leads)


_LOHSE = ("Dr. Henrike Lohse", "henrike.lohse@datenschutz.example")

NADJA = _person(BARNIM, "Nadja Brückner", "nadja.brueckner", Role.COUNSELLOR, "Bernau")
TILDA = _person(BARNIM, "Tilda Wendland", "tilda.wendland", Role.COUNSELLOR, "Bernau")
MECHTHILD = _person(BARNIM, "Mechthild Sommer", "mechthild.sommer", Role.TEAM_LEAD, "Bernau", leads=True)
JONAS = _person(BARNIM, "Jonas Rehberg", "jonas.rehberg", Role.COUNSELLOR, "Eberswalde")
SAMIRA = _person(BARNIM, "Samira Haddad", "samira.haddad", Role.COUNSELLOR, "Eberswalde")
ARNE = _person(BARNIM, "Arne Kuhlmann", "arne.kuhlmann", Role.TEAM_LEAD, "Eberswalde", leads=True)
KARIN = _person(BARNIM, "Karin Albers", "karin.albers", Role.FRONT_DESK, "Bernau")
FRANZISKA = _person(POTSDAM, "Franziska Böhme", "franziska.boehme", Role.PROVIDER, "Seminare", leads=True)
RUSLAN = _person(POTSDAM, "Ruslan Petrow", "ruslan.petrow", Role.PROVIDER, "Seminare")
GREGOR = _person(GUIDES, "Gregor Lindner", "gregor.lindner", Role.PROVIDER, "Lotsen")
PAULA = _person(ELBE_ELSTER, "Paula Schenk", "paula.schenk", Role.COUNSELLOR, "Finsterwalde")
ROBERT = _person(ELBE_ELSTER, "Robert Nickel", "robert.nickel", Role.TEAM_LEAD, "Finsterwalde", leads=True)
MONIKA = _person(SAUERLAND, "Monika Kaiser", "monika.kaiser", Role.COUNSELLOR, "Meschede")
THEO = _person(SAUERLAND, "Theo Hesse", "theo.hesse", Role.TEAM_LEAD, "Meschede", leads=True)
CARINA = _person(RETURN, "Carina Schütte", "carina.schuette", Role.COUNSELLOR, "Rückkehr")
EMINE = _person(MARK, "Emine Yıldız", "emine.yildiz", Role.COUNSELLOR, "Lüdenscheid")
HOLGER = _person(MARK, "Holger Franke", "holger.franke", Role.TEAM_LEAD, "Lüdenscheid", leads=True)
SABINE = _person(PROGRAMMES, "Sabine Thiel", "sabine.thiel", Role.PROVIDER, "Förderung")

PEOPLE = (
    NADJA,
    TILDA,
    MECHTHILD,
    JONAS,
    SAMIRA,
    ARNE,
    KARIN,
    _person(BARNIM, "Birgit Noack", "birgit.noack", Role.ORGANISATION_ADMIN),
    _person(BARNIM, *_LOHSE, Role.AUDITOR),
    FRANZISKA,
    RUSLAN,
    _person(POTSDAM, "Uta Mielke", "uta.mielke", Role.ORGANISATION_ADMIN),
    _person(POTSDAM, *_LOHSE, Role.AUDITOR),
    GREGOR,
    _person(GUIDES, "Anne Zeller", "anne.zeller", Role.ORGANISATION_ADMIN),
    PAULA,
    ROBERT,
    _person(ELBE_ELSTER, "Silke Jahn", "silke.jahn", Role.ORGANISATION_ADMIN),
    _person(ELBE_ELSTER, "Volker Brandt", "volker.brandt@datenschutz.example", Role.AUDITOR),
    MONIKA,
    THEO,
    _person(SAUERLAND, "Lars Vollmer", "lars.vollmer", Role.ORGANISATION_ADMIN),
    _person(SAUERLAND, "Ursula Grote", "ursula.grote", Role.AUDITOR),
    CARINA,
    _person(RETURN, "Dirk Bremer", "dirk.bremer", Role.EMPLOYER_LIAISON, "Rückkehr"),
    EMINE,
    HOLGER,
    _person(MARK, "Iris Baum", "iris.baum", Role.ORGANISATION_ADMIN),
    SABINE,
    _person(PROGRAMMES, "Klaus Reimann", "klaus.reimann", Role.ORGANISATION_ADMIN),
    _person(NETWORK, "Nils Oster", "nils.oster", Role.NETWORK_OPERATOR),
)
"""Everybody who can sign in, by organisation, the main person of the story first."""


def sign_in_list(port: int) -> str:
    """Give what `make demo` prints: the address, the people with role, organisation and e-mail, and their password."""
    name, role, organisation = (max(len(text) for text in column) for column in zip(*map(_words, PEOPLE), strict=True))
    lines = [
        "  ".join((first.ljust(name), second.ljust(role), third.ljust(organisation), person.email))
        for person in PEOPLE
        for first, second, third in [_words(person)]
    ]
    return "\n".join(
        ["", f"Casework runs on http://127.0.0.1:{port}. Sign in as one of these people:", ""]
        + [f"  {line}" for line in lines]
        + ["", f"The password is {PASSWORD} for all of them. Ctrl-C stops everything.", ""]
    )


def _words(person: Person) -> tuple[str, str, str]:
    return person.name, person.role.label, person.organisation
