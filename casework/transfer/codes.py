"""Code lists of imports and exports."""

from casework.core.codes import Code


class Subject(Code):
    """What an import brings in."""

    PEOPLE = "people", "People"
    CASES = "cases", "Cases"
    CONTACTS = "contacts", "Contacts"


class ImportState(Code):
    """How far an import is, in its order."""

    MAPPING = "mapping", "Columns to be assigned"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Being imported"
    DONE = "done", "Imported"


class RowOutcome(Code):
    """What became of a row, or would become of it."""

    WAITING = "waiting", "Not looked at yet"
    NEW = "new", "Will be added"
    DUPLICATE = "duplicate", "Perhaps known already"
    KNOWN = "known", "Imported before"
    REFUSED = "refused", "Rejected"
    MADE = "made", "Added"
    LINKED = "linked", "Linked to the existing person"
    SKIPPED = "skipped", "Skipped"


class OnDuplicate(Code):
    """What is to become of a row whose person may be known already."""

    SKIP = "skip", "Skip the row"
    LINK = "link", "Use the existing person"
    CREATE = "create", "Add anyway, it is somebody else"


class ExportSubject(Code):
    """What an export gives."""

    CASES = "cases", "Cases"
    PEOPLE = "people", "People"
    CONTACTS = "contacts", "Contacts"
    APPOINTMENTS = "appointments", "Appointments"
    DEADLINES = "deadlines", "Deadlines"
    TASKS = "tasks", "Tasks"


class ExportState(Code):
    """How far an export is."""

    WAITING = "waiting", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class FileFormat(Code):
    """In which form a table is given."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"
