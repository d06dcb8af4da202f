"""Every setting, in one frozen place, read from environment variables."""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs; each field is read from CASEWORK_<NAME IN CAPITALS>."""

    database_url: str = ""
    """Address of an existing PostgreSQL (15 or newer), for instance postgresql://admin:secret@db/casework. Its user
    sets the roles and tables up; the program then signs in as casework_app and its sisters. Empty: the embedded one."""
    passfile: str = ""
    """A PostgreSQL password file (.pgpass) for the casework_* roles; `casework migrate` writes var/pgpass."""
    public_url: str = ""
    """The address people type, for instance https://casework.example.org. https turns the __Host- cookie on."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = 8000
    """The port to listen on (PORT is read too)."""
    workers: int = 1
    """Server processes."""
    pool_size: int = 8
    """Database connections for each server process."""
    smtp_url: str = ""
    """Mail server, smtp://user:password@host:587 or smtps://…:465. Empty: mails are written into mail_folder."""
    mail_from: str = "casework@localhost"
    """Sender of the program's mails."""
    mail_folder: str = "var/mail"
    """Where mails go when no mail server is set."""
    session_idle_minutes: int = 30
    """A session ends after this many minutes without a request."""
    session_hours: int = 12
    """A session ends after this many hours, however busy."""
    trusted_proxies: int = 0
    """How many proxies in front add to X-Forwarded-For; 0 ignores that header."""
    old_postgres_allowed: bool = False
    """Lower the refusal of a PostgreSQL minor version with known holes to a loud warning (set for the demo)."""
    document_megabytes: int = 10
    """The largest document that may be uploaded, in megabytes."""
    documents_total_megabytes: int = 5_000
    """How much the documents of one organisation may take altogether, in megabytes."""
    scan_command: str = ""
    """A command that gets each uploaded file on its standard input and refuses it by an exit code other than 0, for
    instance `clamdscan --no-summary -`. Empty: files are not scanned, which `casework doctor` says."""
    operator: str = ""
    """Name, address and contact of whoever runs this installation, for imprint and privacy notice; lines by \\n."""
    demo: bool = False
    """Show the demo people on the sign-in page. Never set this with real data."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    @classmethod
    def read(cls, environment: dict[str, str] | None = None) -> "Settings":
        """Give the settings of an environment; raises ValueError naming a variable that cannot be understood."""
        source = dict(os.environ if environment is None else environment)
        if source.get("PORT"):
            source.setdefault("CASEWORK_PORT", source["PORT"])
        found: dict[str, object] = {}
        for field in fields(cls):
            variable = f"CASEWORK_{field.name.upper()}"
            if source.get(variable):
                found[field.name] = _understood(variable, source[variable], field.type)
        return cls(**found)  # type: ignore[arg-type]  # Each value was built from its field's own type just above.

    @property
    def secure(self) -> bool:
        """Tell whether people reach the program over https."""
        return self.public_url.startswith("https://")

    @property
    def document_bytes(self) -> int:
        """Give the size of the largest document in bytes."""
        return self.document_megabytes * 1_000_000

    def address(self, role: str) -> str:
        """Give the database address for one of the program's own login roles; its password comes from the passfile."""
        parts = urlsplit(self.database_url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{role}@{host}"))

    @property
    def password_file(self) -> Path:
        """Give the password file of the casework_* roles."""
        return Path(self.passfile or "var/pgpass")


def _understood(variable: str, text: str, kind: object) -> object:
    if kind is int:
        if not text.isdecimal():
            raise ValueError(f"{variable} must be a whole number, not {text!r}.")
        return int(text)
    if kind is bool:
        if text.lower() not in {"1", "true", "yes", "0", "false", "no"}:
            raise ValueError(f"{variable} must be yes or no, not {text!r}.")
        return text.lower() in {"1", "true", "yes"}
    return text.replace("\\n", "\n")
