"""Code lists about organisations: kind, roles, legal regime and the sixteen Länder."""

import re

from casework.core.codes import Code

_DISTRICT_KEY = re.compile(r"(0[1-9]|1[0-6])[0-9]{3}")


class OrganisationKind(Code):
    """What an organisation does in the network."""

    COUNSELLING_CENTRE = "counselling_centre", "Counselling centre"
    WELCOME_AGENCY = "welcome_agency", "Welcome agency"
    PROVIDER = "provider", "Seminar provider"
    PROGRAMME_OFFICE = "programme_office", "Programme office"
    ECONOMIC_DEVELOPMENT = "economic_development", "Economic development agency"
    PUBLIC_BODY = "public_body", "Public authority"
    CHAMBER = "chamber", "Chamber"
    FUNDER = "funder", "Funder"
    NETWORK_OPERATOR = "network_operator", "Operator of the network"


class Role(Code):
    """What a member may be in an organisation; what each may do stands in the policies."""

    COUNSELLOR = "counsellor", "Counsellor"
    TEAM_LEAD = "team_lead", "Team lead"
    FRONT_DESK = "front_desk", "Front desk"
    VOLUNTEER = "volunteer", "Volunteer"
    PROVIDER = "provider", "Seminar staff"
    EMPLOYER_LIAISON = "employer_liaison", "Employer liaison"
    ORGANISATION_ADMIN = "organisation_admin", "Administrator"
    AUDITOR = "auditor", "Auditor"
    FUNDER_READER = "funder_reader", "Reader for the funder"
    NETWORK_OPERATOR = "network_operator", "Network operator"


class LegalRegime(Code):
    """The data-protection law that an organisation is under."""

    GDPR = "gdpr", "GDPR"
    KDG = "kdg", "KDG (Catholic Church)"
    DSG_EKD = "dsg_ekd", "DSG-EKD (Protestant Church)"
    SGB = "sgb", "SGB I and X (public bodies)"


class DistrictKind(Code):
    """Kinds of districts as the statistical offices abbreviate them."""

    LK = "lk", "Rural district"
    SK = "sk", "Urban district"
    RV = "rv", "Regional association"
    SR = "sr", "City region"


class Land(Code):
    """The sixteen Länder in the order of the official key, whose first two digits they are (01 to 16)."""

    SH = "sh", "Schleswig-Holstein"
    HH = "hh", "Hamburg"
    NI = "ni", "Lower Saxony"
    HB = "hb", "Bremen"
    NW = "nw", "North Rhine-Westphalia"
    HE = "he", "Hesse"
    RP = "rp", "Rhineland-Palatinate"
    BW = "bw", "Baden-Württemberg"
    BY = "by", "Bavaria"
    SL = "sl", "Saarland"
    BE = "be", "Berlin"
    BB = "bb", "Brandenburg"
    MV = "mv", "Mecklenburg-Western Pomerania"
    SN = "sn", "Saxony"
    ST = "st", "Saxony-Anhalt"
    TH = "th", "Thuringia"

    @property
    def subdivision(self) -> str:
        """Give the ISO 3166-2 part after "DE-", for example "BB"."""
        return self.value.upper()

    @classmethod
    def of_district(cls, ags: str) -> "Land":
        """Give the Land of a district by its five-digit key; raises ValueError for what is no such key."""
        match = _DISTRICT_KEY.fullmatch(ags)
        if match is None:
            raise ValueError(f"{ags!r} is no district key")
        return list(cls)[int(match[1]) - 1]
