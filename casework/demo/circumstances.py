"""What the lives of invented clients are made of: towns, titles, incomes, concerns."""

from collections.abc import Mapping

from casework.cases.codes import Topic
from casework.people.codes import LanguageLevel, ResidenceStatus

_R = ResidenceStatus

TOWNS: Mapping[str, tuple[str, ...]] = {
    "Bernau": ("Bernau bei Berlin", "Bernau bei Berlin", "Bernau bei Berlin", "Panketal", "Wandlitz", "Biesenthal"),
    "Eberswalde": ("Eberswalde", "Eberswalde", "Eberswalde", "Joachimsthal", "Schorfheide", "Oderberg"),
    "Finsterwalde": ("Finsterwalde", "Finsterwalde", "Herzberg (Elster)", "Elsterwerda", "Bad Liebenwerda"),
    "Meschede": ("Meschede", "Meschede", "Arnsberg", "Brilon", "Olsberg", "Schmallenberg"),
    "Rückkehr": ("Meschede", "Winterberg", "Sundern", "Brilon"),
    "Lüdenscheid": ("Lüdenscheid", "Lüdenscheid", "Iserlohn", "Hemer", "Plettenberg", "Altena"),
}
"""Towns by the team that looks after them, the likelier ones more than once."""

FREE_TO_MOVE = frozenset({"PL", "RO", "BG", "GR", "HU", "CZ", "DE"})
"""Countries whose people need no residence title."""

STATUSES: Mapping[str, tuple[ResidenceStatus, ...]] = {
    "SY": (_R.SUBSIDIARY_PROTECTION, _R.REFUGEE, _R.REFUGEE, _R.FAMILY, _R.SETTLEMENT),
    "AF": (_R.REFUGEE, _R.DEPORTATION_BAN, _R.ADMISSION, _R.ASYLUM_PERMIT, _R.FAMILY),
    "ER": (_R.REFUGEE, _R.REFUGEE, _R.SUBSIDIARY_PROTECTION, _R.FAMILY),
    "IR": (_R.REFUGEE, _R.SKILLED_ACADEMIC, _R.STUDIES, _R.ASYLUM_PERMIT),
    "UA": (_R.TEMPORARY_PROTECTION,),
    "KZ": (_R.FAMILY_OF_GERMAN, _R.FAMILY, _R.SKILLED_VOCATIONAL),
    "RU": (_R.FAMILY_OF_GERMAN, _R.SKILLED_ACADEMIC, _R.SETTLEMENT),
    "TR": (_R.FAMILY, _R.SKILLED_VOCATIONAL, _R.SETTLEMENT, _R.ASYLUM_PERMIT),
}
"""Residence titles by country; who is free to move has none, everybody else came to work."""
TO_WORK = (_R.OTHER_EMPLOYMENT, _R.SKILLED_VOCATIONAL, _R.FAMILY)
WITHOUT_END = frozenset({_R.SETTLEMENT, _R.GERMAN, _R.EU_FREE_MOVEMENT, _R.LATE_RESETTLER})

LEVELS = (
    LanguageLevel.NONE,
    *(LanguageLevel.A1,) * 3,
    *(LanguageLevel.A2,) * 5,
    *(LanguageLevel.B1,) * 5,
    *(LanguageLevel.B2,) * 3,
    LanguageLevel.C1,
)
NEED_INTERPRETING = frozenset({LanguageLevel.NONE, LanguageLevel.A1})

BENEFITS = (
    "Bürgergeld, Jobcenter",
    "Bürgergeld, Jobcenter",
    "Arbeitslosengeld, Agentur für Arbeit",
    "ergänzendes Bürgergeld zum Lohn",
    "Wohngeld und Kinderzuschlag",
    "kein Leistungsbezug",
    "kein Leistungsbezug",
)
CONTACT_HINTS = (
    "nicht vor 9 Uhr",
    "am besten nachmittags",
    "bitte zuerst eine SMS",
    "vormittags im Sprachkurs",
    "nur über die Tochter erreichbar",
)
QUALIFICATIONS = (
    "Berufsausbildung im Herkunftsland, nicht bewertet",
    "Hochschulabschluss, Bewertung der ZAB liegt vor",
    "Schulabschluss nach elf Jahren",
    "teilweise Gleichwertigkeit anerkannt",
)

TOPICS: Mapping[Topic, int] = {
    Topic.WORK: 18,
    Topic.BUSINESS_FOUNDING: 16,
    Topic.RESIDENCE: 14,
    Topic.BENEFITS: 12,
    Topic.LANGUAGE: 11,
    Topic.RECOGNITION: 9,
    Topic.HOUSING: 7,
    Topic.TRAINING: 6,
    Topic.SELF_EMPLOYED: 5,
    Topic.FAMILY: 5,
    Topic.DAYCARE: 5,
    Topic.SCHOOL: 4,
    Topic.FUNDING: 4,
    Topic.NATURALISATION: 4,
    Topic.DEBTS: 3,
    Topic.HEALTH: 3,
    Topic.LEGAL: 3,
    Topic.DISCRIMINATION: 1,
    Topic.STUDIES: 2,
    Topic.OTHER: 2,
}
"""How often a topic is what somebody comes for."""
OF_FOREIGNERS = frozenset({Topic.RESIDENCE, Topic.ASYLUM, Topic.NATURALISATION, Topic.LANGUAGE, Topic.RECOGNITION})
OF_RETURNEES = (Topic.RELOCATION, Topic.RELOCATION, Topic.WORK, Topic.DAYCARE, Topic.HOUSING, Topic.SCHOOL)
OF_FOUNDERS = frozenset({Topic.BUSINESS_FOUNDING, Topic.SELF_EMPLOYED, Topic.FUNDING})

CONCERNS: Mapping[Topic, str] = {
    Topic.WORK: "Sucht Arbeit im erlernten Beruf",
    Topic.BUSINESS_FOUNDING: "Möchte sich selbstständig machen",
    Topic.SELF_EMPLOYED: "Ist selbstständig und braucht Hilfe mit Anmeldungen und Zahlen",
    Topic.FUNDING: "Sucht Förderung für den Start",
    Topic.RESIDENCE: "Fragen zu Verlängerung und Nebenbestimmungen des Aufenthaltstitels",
    Topic.BENEFITS: "Bescheide des Jobcenters verstehen und beantworten",
    Topic.LANGUAGE: "Sucht einen passenden Deutschkurs",
    Topic.RECOGNITION: "Möchte den Abschluss anerkennen lassen",
    Topic.HOUSING: "Die Wohnung ist zu klein",
    Topic.TRAINING: "Möchte eine Ausbildung beginnen",
    Topic.FAMILY: "Familiennachzug und Urkunden",
    Topic.DAYCARE: "Braucht einen Kitaplatz, um arbeiten zu können",
    Topic.SCHOOL: "Schulwechsel der Kinder",
    Topic.NATURALISATION: "Möchte sich einbürgern lassen",
    Topic.DEBTS: "Mahnungen und Raten",
    Topic.HEALTH: "Krankenversicherung und Arztbesuche",
    Topic.LEGAL: "Briefe von Gericht und Anwalt verstehen",
    Topic.DISCRIMINATION: "Benachteiligung bei der Wohnungssuche",
    Topic.STUDIES: "Möchte studieren",
    Topic.RELOCATION: "Plant die Rückkehr in die Region",
    Topic.OTHER: "Ankommen im Alltag",
}
