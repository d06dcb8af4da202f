"""PostgreSQL without an installation: its programs come as a Python package, its data lies in one folder.

The server listens on a unix socket only, in a private folder, and knows people by the operating system's word: the
account that started it may be any of the program's database roles, every other account is nobody. It ends with the
program that started it, however that ends.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from casework.demo.claim import Claim
from casework.demo.placement import (
    Account,
    EmbeddedPostgresError,
    operating_system_user,
    place_for_data,
    place_for_socket,
    place_for_software,
    server_account,
    socket_folder,
)

ROLES = (
    "postgres",
    "casework_migrator",
    "casework_app",
    "casework_signin",
    "casework_worker",
    "casework_sealer",
)
PORT = 5432  # Only a part of the socket's name.
PATIENCE = 60.0  # Seconds that a start, after a crash with recovery, or a stop may take.

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "100",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
}
DURABLE = {"synchronous_commit": "on", "fsync": "on"}
# A throwaway database that loses power is thrown away.
FORGETFUL = {
    "synchronous_commit": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
}

# Stops the server as soon as its own standard input ends: then the program that holds the other end is gone, even
# if by a signal that nobody can handle.
KEEPER = 'read -r end; kill -INT "$1" 2>/dev/null'


class EmbeddedPostgres:
    """One PostgreSQL server on one data folder, owned by this process; also a context manager.

    `folder` becomes the data folder (or a link to it, see placement.py). Its log is written beside it. `durable`
    False makes it fast and forgetful, for tests; `settings` overrides PostgreSQL's parameters by name.
    """

    def __init__(self, folder: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self.log = self.folder.with_name(f"{self.folder.name}.log")
        self._settings = {**SETTINGS, **(DURABLE if durable else FORGETFUL), **(settings or {})}
        self._claim = Claim(self.folder.with_name(f"{self.folder.name}.lock"))
        self._server: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._home: Path | None = None
        os.register_at_fork(after_in_child=self._let_go)

    @classmethod
    def throwaway(cls, settings: Mapping[str, str] | None = None) -> Self:
        """Give a forgetful server in a new folder below /tmp; `destroy` leaves nothing of it behind."""
        home = Path(tempfile.mkdtemp(prefix="casework-"))
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)  # Root's server runs as another account and has to pass.
        server = cls(home / "postgres", durable=False, settings=settings)
        server._home = home
        return server

    @property
    def address(self) -> str:
        """The administrator's address, whether the server runs or not; roles are told apart by the user name in it."""
        return f"postgresql://postgres@/postgres?host={socket_folder(self.folder)}&port={PORT}"

    @property
    def pid(self) -> int | None:
        """The server's process number while it runs, whoever started it; None otherwise."""
        return _server_of(self.folder.resolve()) if self.folder.exists() else None

    def start(self) -> str:
        """Start the server, with a new cluster in an empty folder, and give the administrator's address.

        A server that a killed program left behind is stopped first. Starting twice changes nothing. Raises
        EmbeddedPostgresError when another living program has this folder, or when PostgreSQL cannot start.
        """
        if self._server is not None and self._server.pid == self.pid:
            return self.address
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._claim.take()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.address

    def stop(self) -> None:
        """Stop the server, rolling back what is open, and leave the folder to the next one."""
        self._end()
        self._claim.release()

    def destroy(self) -> None:
        """Stop the server and remove its data, its log and whatever else was made for it."""
        self.stop()
        if not self.folder.parent.exists():
            return
        self._claim.take()
        if self.folder.exists():
            data = self.folder.resolve()
            _end_server_of(data)
            shutil.rmtree(data.parent if self.folder.is_symlink() else data)
        if self.folder.is_symlink():
            self.folder.unlink()
        shutil.rmtree(socket_folder(self.folder), ignore_errors=True)
        self.log.unlink(missing_ok=True)
        self._claim.path.unlink()
        self._claim.release()
        if self._home is not None:
            shutil.rmtree(self._home)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self) -> None:
        """Stop our server, if there is one, and its keeper before it."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.kill()
            keeper.communicate()
        server, self._server = self._server, None
        if server is not None:
            # Fast shutdown first; immediate shutdown leaves recovery to the next start, but cannot be held up.
            for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                server.send_signal(order)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(PATIENCE)
                    break
            shutil.rmtree(socket_folder(self.folder), ignore_errors=True)

    def _start(self) -> None:
        self._end()
        data = place_for_data(self.folder)
        account = server_account(data)
        software = place_for_software(data, account)
        _end_server_of(data)
        (data / "postmaster.pid").unlink(missing_ok=True)
        if not (data / "PG_VERSION").exists():
            _make_cluster(software, data, account)
        _write_access_rules(data, account)
        until = time.monotonic() + PATIENCE
        while not self._launch(software, data, account):
            # After a kill the old server's last processes take a moment to notice; everything else is final.
            if "pre-existing shared memory block" not in self._last_words() or time.monotonic() > until:
                raise EmbeddedPostgresError(f"PostgreSQL did not start. It said: {self._last_words()}")
            time.sleep(0.2)

    def _launch(self, software: Path, data: Path, account: Account) -> bool:
        """Start the server and its keeper, and say whether it lived to welcome connections."""
        settings = {**self._settings, "unix_socket_directories": str(place_for_socket(self.folder, account))}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            self._server = server = subprocess.Popen(
                [software / "postgres", "-D", data, *options],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the program, which then stops its database in its own time.
                user=account.uid,
                group=account.gid,
                extra_groups=account.extra_groups,
            )
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", str(server.pid)],
            cwd="/",
            stdin=subprocess.PIPE,
            start_new_session=True,
            user=account.uid,
            group=account.gid,
            extra_groups=account.extra_groups,
        )
        until = time.monotonic() + PATIENCE
        while server.poll() is None and time.monotonic() < until:
            if _is_ready(data, server.pid):
                return True
            time.sleep(0.01)
        return False

    def _last_words(self) -> str:
        """Give the end of the server's log on one line."""
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-4:]) or "nothing"

    def _let_go(self) -> None:
        """In a forked child: hold neither the server nor the folder, so that both end with the parent."""
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
        self._keeper = self._server = None
        self._claim.release()


def _make_cluster(software: Path, data: Path, account: Account) -> None:
    """Make a new cluster whose order of characters is that of Unicode, on every machine the same."""
    done = account.command(
        software / "initdb",
        f"--pgdata={data}",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--auth-local=peer",
        "--auth-host=reject",
        "--no-instructions",
    )
    if done.returncode != 0:
        raise EmbeddedPostgresError(f"The database could not be made: {done.stdout.strip()}")


def _write_access_rules(data: Path, account: Account) -> None:
    """Let the account that runs this program, and no other, be each of the program's roles, through the socket."""
    user = operating_system_user()
    rules = {
        "pg_hba.conf": "local all all peer map=casework\n",
        "pg_ident.conf": "".join(f'casework "{user}" {role}\n' for role in ROLES),
    }
    for name, text in rules.items():
        path = data / name
        path.write_text(text)
        os.chown(path, account.uid, account.gid)
        path.chmod(0o600)


def _is_ready(data: Path, pid: int) -> bool:
    """Say whether this server's own note, whose first line is its number and eighth its state, says ready."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _server_of(data: Path) -> int | None:
    """Give the number of the living server on `data`. A number that another program got since does not count."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    return pid if os.fsencode(data) in command else None


def _end_server_of(data: Path) -> None:
    """Stop the server that a killed program left on `data`, at first politely."""
    for order in (signal.SIGINT, signal.SIGQUIT):
        until = time.monotonic() + PATIENCE
        pid = _server_of(data)
        if pid is not None:
            os.kill(pid, order)
        while _server_of(data) is not None and time.monotonic() < until:
            time.sleep(0.02)
