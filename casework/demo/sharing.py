"""Work that is shared: a case that was handed over, a colleague who is away, and papers in the couple's file."""

import struct
import zlib
from datetime import timedelta

from casework.cases.codes import Visibility
from casework.demo.cases import Case
from casework.demo.days import moment
from casework.demo.office import Office
from casework.demo.people import NADJA, Person
from casework.demo.records import Row

SUMMARY = (
    "Frau und Familie sind gut angekommen, die Unterlagen für die Anerkennung liegen vollständig vor.\n"
    "Als Nächstes: Termin bei der Kammer vorbereiten. Bitte vormittags anrufen."
)
LETTER = (
    "Sehr geehrte Frau Seitkali, sehr geehrter Herr Seitkali,\n\nIhre Anmeldung zum Gründungsseminar ist eingegangen."
    " Bitte bringen Sie Ihren Businessplan mit.\n\nDies ist ein Schriftstück der Vorführung;"
    " alle Personen sind erfunden.\n"
)


def share(office: Office, couple: Case, cases: list[Case], giver: Person) -> None:
    """Hand one of Nadja's cases to her lately, send the giver on leave with Nadja as deputy, and file some papers."""
    taken = next(case for case in cases if case.is_open and not case.row["restricted"])
    at = moment(office.days.ago(1), "15:20")
    office.records.add(
        "handovers",
        id=office.new_id(at),
        case_id=taken.row["id"],
        from_id=giver.member_id,
        to_id=NADJA.member_id,
        by_id=giver.member_id,
        at=at,
        summary=SUMMARY,
    )
    office.records.add(
        "absences",
        id=office.new_id(at, 1),
        member_id=giver.member_id,
        deputy_id=NADJA.member_id,
        starts_on=office.today,
        ends_on=office.today + timedelta(days=12),
        includes_restricted=False,
        entered_by=giver.member_id,
        entered_at=at,
        version=1,
    )
    files = (
        ("Schreiben zum Gründungsseminar", "text/plain", LETTER.encode()),
        ("Businessplan, erste Fassung", "application/pdf", pdf("Businessplan (Entwurf)")),
        ("Skizze der Werkstatt", "image/png", png()),
    )
    for number, (title, media_type, content) in enumerate(files):
        _file(office, couple, number, title, media_type, content)


def _file(office: Office, case: Case, number: int, title: str, media_type: str, content: bytes) -> None:
    at = case.not_before(moment(office.days.ago(20 - 6 * number), "11:30"))
    row: Row = office.records.add(
        "documents",
        id=office.new_id(at, number),
        case_id=case.row["id"],
        title=title,
        media_type=media_type,
        size=len(content),
        visibility=Visibility.TEAM,
        author_id=NADJA.member_id,
        created_at=at,
        scanned=False,
        version=1,
    )
    office.records.add("document_contents", id=row["id"], content="\\x" + content.hex())


def pdf(words: str) -> bytes:
    """Give a PDF of one page with a few words, without any library."""
    stream = f"BT /F1 24 Tf 72 760 Td ({words.replace('(', '[').replace(')', ']')}) Tj ET".encode("latin-1")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + tail


def png(width: int = 160, height: int = 100) -> bytes:
    """Give a PNG of two rooms, without any library."""
    lines = b"".join(
        b"\0" + bytes(0 if column in {4, 80, 155} or row in {4, 95} else 235 for column in range(width))
        for row in range(height)
    )

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
