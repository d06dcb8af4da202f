"""What a column of an imported table may be: each field, its label, the headings it goes by, and its code list."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.cases.codes import ClosureReason, ContactMode, Interpreting, Phase, Topic, Visibility
from casework.core.codes import Code
from casework.people.codes import Gender, LanguageLevel, ResidenceStatus
from casework.people.names import words
from casework.transfer.codes import Subject
from casework.web.i18n import LANGUAGES, msgid, translator


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a column can fill; `headings` are other names of it, folded and separated by bars."""

    name: str
    label: str
    headings: str = ""
    codes: type[Code] | None = None
    many: bool = False
    needed: bool = False


_REFERENCE = msgid("Own number or reference")
_ANY_NUMBER = "referenz|nr|nummer|id|lfd nr|kennung|external id|reference|key"
PEOPLE: tuple[Field, ...] = (
    Field(
        "reference",
        _REFERENCE,
        "klientennummer|klientinnennummer|personennummer|kundennummer|aktenzeichen|az|client id|client number"
        f"|person id|{_ANY_NUMBER}",
    ),
    Field("family_name", msgid("Family name"), "nachname|name|zuname|surname|last name|lastname", needed=True),
    Field("given_name", msgid("Given name"), "vorname|vornamen|rufname|first name|firstname|given names|forename"),
    Field("full_name", msgid("Whole name"), "vollstandiger name|name vorname|full name|nachname vorname"),
    Field("native_family_name", msgid("Family name in own script"), "familienname original|native family name"),
    Field("native_given_name", msgid("Given name in own script"), "vorname original|native given name"),
    Field("gender", msgid("Gender"), "geschlecht|sex|anrede|salutation", Gender),
    Field(
        "birth_date",
        msgid("Date of birth"),
        "geburtsdatum|geb|geb am|geboren|geboren am|geburtsjahr|geburtstag|birthday|dob|born|year of birth|birth date",
    ),
    Field(
        "citizenships",
        msgid("Citizenships"),
        "staatsangehorigkeit|nationalitat|herkunftsland|citizenship|nationality|country of origin",
        many=True,
    ),
    Field("languages", msgid("Languages"), "sprache|muttersprache|language|spoken languages|mother tongue", many=True),
    Field("german_level", msgid("Level of German"), "sprachniveau|deutschniveau|deutsch|niveau|german", LanguageLevel),
    Field("interpreter_language", msgid("Interpreter needed for"), "dolmetscher|sprachmittlung|interpreter"),
    Field("district", msgid("District"), "kreis|landkreis|stadt landkreis|county"),
    Field("town", msgid("Town"), "ort|wohnort|stadt|gemeinde|city|place"),
    Field("phone", msgid("Phone"), "telefonnummer|tel|mobil|handy|mobiltelefon|rufnummer|mobile|phone number"),
    Field("email", msgid("E-mail"), "mail|mailadresse|email|e mail adresse|email address"),
    Field("contact_hint", msgid("How to reach the person"), "erreichbarkeit|hinweis|availability"),
    Field("occupation", msgid("Occupation"), "beruf|tatigkeit|profession|job"),
    Field("qualification", msgid("Qualification"), "abschluss|ausbildung|bildungsabschluss|education|degree"),
    Field(
        "residence_status",
        msgid("Residence status"),
        "aufenthaltsstatus|aufenthaltstitel|aufenthalt|status|residence title",
        ResidenceStatus,
    ),
    Field("residence_until", msgid("Title valid until"), "aufenthalt bis|gultig bis|titel bis|residence until"),
    Field("benefits", msgid("Benefits"), "leistungsbezug|sozialleistungen|social benefits"),
    Field("family", msgid("Family"), "familiensituation|family situation"),
    Field("health", msgid("Health"), "gesundheitliche situation|health situation"),
)
CASES: tuple[Field, ...] = (
    Field(
        "reference",
        _REFERENCE,
        f"fall|akte|aktenzeichen|az|fallnummer|aktennummer|case|case id|case number|file number|{_ANY_NUMBER}",
    ),
    Field(
        "persons",
        msgid("Numbers of the persons"),
        "person|klient|klientin|klienten|klientennummer|klientinnennummer|personennummer|kundennummer|client"
        "|client id|client number|clients|people|person id",
        many=True,
        needed=True,
    ),
    Field("concern", msgid("Concern"), "beschreibung|problem|description|request"),
    Field("venture", msgid("Venture"), "geschaftsidee|grundung|business idea"),
    Field("venture_start", msgid("Start of the venture"), "grundung geplant|grundungsdatum|founding date"),
    Field("phase", msgid("Phase"), "stand|fallphase|stage", Phase),
    Field("district", msgid("District"), "kreis|landkreis|county"),
    Field("owner", msgid("Counsellor (e-mail or name)"), "beraterin|berater|zustandig|betreut von|counsellor|owner"),
    Field("opened_on", msgid("Opened on"), "eroffnet|beginn|fallbeginn|aufnahme|aufgenommen am|start|opened|begin"),
    Field("closed_on", msgid("Closed on"), "abgeschlossen|ende|fallende|abschluss|abschlussdatum|closed|end"),
    Field("closure_reason", msgid("Reason for closing"), "abschlussgrund|grund|closure reason", ClosureReason),
)
CONTACTS: tuple[Field, ...] = (
    Field("reference", _REFERENCE, f"kontaktnummer|contact id|{_ANY_NUMBER}"),
    Field(
        "case",
        msgid("File number or own number of the case"),
        "fall|akte|fallnummer|aktenzeichen|az|case|case id|case number|file number",
        needed=True,
    ),
    Field("at_date", msgid("Day"), "datum|am|kontaktdatum|beratungsdatum|date|zeitpunkt", needed=True),
    Field("at_time", msgid("Time of day"), "uhrzeit|zeit|beginn|time"),
    Field("mode", msgid("Way of contact"), "kontaktart|art|form|kanal|channel|kind", ContactMode),
    Field("topics", msgid("Topics"), "thema|beratungsthema|inhalt thema|topic", Topic, many=True),
    Field("duration_minutes", msgid("Minutes"), "dauer|dauer min|dauer in minuten|duration"),
    Field("language", msgid("Language"), "sprache|beratungssprache"),
    Field("interpreting", msgid("Interpreter"), "dolmetschen|sprachmittlung|dolmetscher", Interpreting),
    Field("text", msgid("Text"), "notiz|vermerk|bemerkung|inhalt|beschreibung|note|notes|comment|remarks"),
    Field(
        "author",
        msgid("Counsellor (e-mail or name)"),
        "beraterin|berater|mitarbeiterin|mitarbeiter|verfasst von|eingetragen von|kurzel|author|counsellor|written by",
    ),
    Field("visibility", msgid("Who may see it"), "sichtbarkeit|visible to", Visibility),
)
FIELDS: Mapping[Subject, tuple[Field, ...]] = {
    Subject.PEOPLE: PEOPLE,
    Subject.CASES: CASES,
    Subject.CONTACTS: CONTACTS,
}
# The column that a file of rejected rows has on top of the others.
REASON = msgid("Reason for rejection")

# How other programs and people call what a code list has, beside its own words and codes; folded.
_SPOKEN: Mapping[type[Code], Mapping[str, str]] = {
    Gender: {
        "w": "woman",
        "f": "woman",
        "weiblich": "woman",
        "female": "woman",
        "frau": "woman",
        "mrs": "woman",
        "ms": "woman",
        "m": "man",
        "mannlich": "man",
        "male": "man",
        "herr": "man",
        "mr": "man",
        "d": "non_binary",
        "divers": "non_binary",
        "x": "non_binary",
        "k a": "not_stated",
        "unbekannt": "not_stated",
        "unknown": "not_stated",
    },
    LanguageLevel: {"keine": "none", "keine kenntnisse": "none", "muttersprache": "native", "unbekannt": "unknown"},
    ContactMode: {
        "telefon": "phone",
        "tel": "phone",
        "telefonat": "phone",
        "phone": "phone",
        "call": "phone",
        "personlich": "in_person",
        "vor ort": "in_person",
        "buro": "in_person",
        "face to face": "in_person",
        "mail": "mail",
        "e mail": "mail",
        "email": "mail",
        "brief": "mail",
        "letter": "mail",
        "video": "video",
        "online": "video",
        "chat": "chat",
        "messenger": "chat",
        "hausbesuch": "outreach",
        "aufsuchend": "outreach",
    },
    Visibility: {"team": "team"},
}
_MEANINGS: dict[type[Code], dict[str, str]] = {}


def field_named(subject: Subject, name: str) -> Field | None:
    """Give the field of a subject with this name, None where there is none."""
    return next((field for field in FIELDS[subject] if field.name == name), None)


def folded(text: str) -> str:
    """Give a heading or a word for comparing: no case, accents, punctuation."""
    return " ".join(words(text))


def code_meant(codes: type[Code], text: str) -> str | None:
    """Give the code that a word means: the code itself, its label in German or English, or what people say for it."""
    if codes not in _MEANINGS:
        found = dict(_SPOKEN.get(codes, {}))
        for code, label in codes.choices():
            for said in (code, *(translator(tongue).gettext(label) for tongue in LANGUAGES)):
                found.setdefault(folded(said), code)
        _MEANINGS[codes] = found
    return _MEANINGS[codes].get(folded(text))
