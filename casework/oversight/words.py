"""The record in words: what people read on the page and in the export; what has no word is shown as it is stored."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from casework.core.codes import Code
from casework.oversight.codes import (
    FIELDS,
    TECHNICAL,
    OperatorAction,
    OperatorReason,
    Outcome,
    RecordedAction,
    RecordedKind,
)
from casework.oversight.schemas import EventRow, OperatorEventRow
from casework.referrals.codes import ReferralState, RevocationDecision
from casework.tenancy.codes import Role
from casework.web.i18n import Translator, msgid

# So many names of fields are read at a glance; of more, the number says enough until one looks closer.
SHOWN = 3
ELSEWHERE: Mapping[str, str] = {"organisation": msgid("Other organisation"), "system": msgid("The program")}
BAD = frozenset({"denied", "declined", "consent_revoked"})


class EventWords(Struct):
    """One event as people read it."""

    who: str
    role: str
    action: str
    kind: str
    numbers: str
    extent: str
    fields: list[str]
    fields_short: str
    reason: str
    outcome: str
    tone: str


class Wording:
    """Puts events into the words of one language."""

    def __init__(self, words: Translator) -> None:
        self._words = words

    def event(self, row: EventRow) -> EventWords:
        """Give the words for one event."""
        refused = row.action == "denied"
        fields = [] if refused else self.fields(row.fields)
        return EventWords(
            who=row.actor_name or row.organisation or self._named(ELSEWHERE, row.actor_role) or "–",
            role=self.role(row.actor_role),
            action=self._attempted(row) if refused else self.word(RecordedAction, row.action),
            kind=self.word(RecordedKind, row.object_type),
            numbers=", ".join(row.numbers),
            extent=self._extent(row),
            fields=fields,
            fields_short=self._short(fields),
            reason=self._reason(row),
            outcome=self.outcome(row.outcome),
            tone="danger" if row.outcome in BAD else "success",
        )

    def operator(self, row: OperatorEventRow) -> tuple[str, str, str]:
        """Give action, reason and outcome of an entry of the operator's log."""
        reason = self.word(OperatorReason, row.reason) if row.reason else "–"
        return self.word(OperatorAction, row.action), reason, self.word(Outcome, row.outcome)

    def fields(self, names: list[str]) -> list[str]:
        """Give the words for field names, each once and without technical ones."""
        wanted = (name for name in names if name not in TECHNICAL)
        return list(dict.fromkeys(self._words.gettext(FIELDS.get(name, name)) for name in wanted))

    def role(self, code: str) -> str:
        """Give the word for a role; the other end of an exchange has one, too."""
        return self._named(ELSEWHERE, code) or self.word(Role, code)

    def outcome(self, code: str) -> str:
        """Give the word for an outcome; of a referral's step it is the state that it led to."""
        lists: tuple[type[Code], ...] = (Outcome, ReferralState, RevocationDecision)
        return self.word(next((kind for kind in lists if code in set(kind)), Outcome), code)

    def word(self, kind: type[Code], code: str) -> str:
        """Give the translated label of a code, or the code itself."""
        known: set[StrEnum] = set(kind)
        return self._words.gettext(kind(code).label) if code in known else code

    def _attempted(self, row: EventRow) -> str:
        """Say what was refused: the act is the record's only field."""
        return self.word(RecordedAction, row.fields[0]) if row.fields else self.word(RecordedAction, row.action)

    def _extent(self, row: EventRow) -> str:
        if row.action in {"list", "search", "export"} and row.result_count is not None:
            shown = self._words.ngettext("%(number)d entry", "%(number)d entries", row.result_count)
            return shown % {"number": row.result_count}
        if row.clients > 1:
            return self._words.ngettext("%(number)d person", "%(number)d persons", row.clients) % {
                "number": row.clients
            }
        return ""

    def _short(self, fields: list[str]) -> str:
        if not fields:
            return "–"
        if len(fields) <= SHOWN:
            return ", ".join(fields)
        return self._words.ngettext("%(number)d field", "%(number)d fields", len(fields)) % {"number": len(fields)}

    def _reason(self, row: EventRow) -> str:
        parts = [part for part in (row.reason, row.purpose) if part]
        if row.legal_basis_ref is not None:
            parts.append(self._words.gettext("Release"))
        if row.organisation and row.actor_name:
            parts.append(self._words.sentence(msgid("with %(organisation)s"), {"organisation": row.organisation}))
        return ", ".join(parts) or "–"

    def _named(self, names: Mapping[str, str], code: str) -> str:
        return self._words.gettext(names[code]) if code in names else ""
