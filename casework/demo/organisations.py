"""The organisations of the demo network. None of them exists."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from casework.tenancy.codes import Land, LegalRegime, OrganisationKind

SPACE = UUID("0b6f4c1e-52c1-5d0a-9d3e-6a9f3f1f7f10")
"""The name space of all ids of the demo that are the same on every machine and every day."""


@dataclass(frozen=True)
class Organisation:
    """One organisation: `prefix` starts its file numbers, `domain` ends its people's e-mail addresses."""

    prefix: str
    name: str
    kind: OrganisationKind
    district: str
    domain: str
    teams: tuple[str, ...] = ()
    regime: LegalRegime = LegalRegime.GDPR

    @property
    def id(self) -> UUID:
        """Give the organisation's id."""
        return uuid5(SPACE, self.prefix)

    @property
    def land(self) -> Land:
        """Give the Land whose holidays the organisation keeps."""
        return Land.of_district(self.district)

    def team_id(self, team: str) -> UUID:
        """Give the id of one of its teams."""
        return uuid5(SPACE, f"{self.prefix}/team/{team}")


BARNIM = Organisation(
    "B", "Beratungsstelle Barnim", OrganisationKind.COUNSELLING_CENTRE, "12060", "barnim.example",
    ("Bernau", "Eberswalde"),
)  # fmt: skip
POTSDAM = Organisation(
    "P", "Gründerprojekt Potsdam", OrganisationKind.PROVIDER, "12054", "gruenderprojekt.example", ("Seminare",)
)
GUIDES = Organisation(
    "L", "Lotsendienst Barnim", OrganisationKind.PROVIDER, "12060", "lotsendienst.example", ("Lotsen",)
)
ELBE_ELSTER = Organisation(
    "E", "Willkommensagentur Elbe-Elster", OrganisationKind.WELCOME_AGENCY, "12062", "elbe-elster.example",
    ("Finsterwalde",),
)  # fmt: skip
SAUERLAND = Organisation(
    "S", "Beratungsstelle Sauerland", OrganisationKind.COUNSELLING_CENTRE, "05958", "sauerland.example",
    ("Meschede",), LegalRegime.KDG,
)  # fmt: skip
RETURN = Organisation(
    "H", "Heimkehr Hochsauerland", OrganisationKind.ECONOMIC_DEVELOPMENT, "05958", "heimkehr.example", ("Rückkehr",)
)
MARK = Organisation(
    "M", "Beratungsstelle Märkischer Kreis", OrganisationKind.COUNSELLING_CENTRE, "05962", "maerkisch.example",
    ("Lüdenscheid",), LegalRegime.DSG_EKD,
)  # fmt: skip
PROGRAMMES = Organisation(
    "G", "Programmbüro Gründung Brandenburg", OrganisationKind.PROGRAMME_OFFICE, "12054", "programmbuero.example",
    ("Förderung",),
)  # fmt: skip
NETWORK = Organisation("NET", "Netzwerk Ankommen", OrganisationKind.NETWORK_OPERATOR, "11000", "netzwerk.example")

ORGANISATIONS = (BARNIM, POTSDAM, GUIDES, ELBE_ELSTER, SAUERLAND, RETURN, MARK, PROGRAMMES, NETWORK)
