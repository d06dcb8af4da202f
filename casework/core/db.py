"""The database: one pool for a login role, one transaction at a time, two ways to use it.

Verbs use ORM objects; lists and hot reads run statements that were compiled once, straight on the driver's connection
of the same SQLAlchemy pool, in the same transaction (four times the throughput of ORM objects for a page of 50 rows).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.util import greenlet_spawn

from casework.core.errors import Conflict, Invalid, Stale, Unavailable

_AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TooManyConnectionsError,
    PoolTimeout,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    TimeoutError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.QueryCanceledError,
)


class Transaction:
    """One transaction on one pooled connection; it ends with `commit` or `rollback`, and either gives it back."""

    def __init__(self, database: "Database", connection: PoolProxiedConnection) -> None:
        self._database = database
        self._connection = connection
        self._session: AsyncSession | None = None
        self._given_back = False
        driver = connection.driver_connection
        if not isinstance(driver, asyncpg.Connection):
            raise TypeError("The pool must hand out asyncpg connections.")
        self.driver: asyncpg.Connection[asyncpg.Record] = driver

    @property
    def session(self) -> AsyncSession:
        """Give the ORM session of this transaction, made at first use."""
        if self._session is None:
            engine = self._database.engine
            sync = Connection(engine.sync_engine, connection=self._connection)
            self._session = AsyncSession(bind=AsyncConnection(engine, sync), expire_on_commit=False, autoflush=False)
        return self._session

    @property
    def used_session(self) -> bool:
        """Tell whether the ORM session was used at all."""
        return self._session is not None

    async def fetch(self, text: str, *arguments: object) -> list[asyncpg.Record]:
        """Run one statement on the driver and give all its rows."""
        with _Faults():
            rows: list[asyncpg.Record] = await self.driver.fetch(text, *arguments)
            return rows

    async def fetch_one(self, text: str, *arguments: object) -> asyncpg.Record | None:
        """Run one statement on the driver and give its first row, or None."""
        with _Faults():
            return await self.driver.fetchrow(text, *arguments)

    async def execute(self, text: str, *arguments: object) -> str:
        """Run one statement on the driver and give its status, for instance 'UPDATE 1'."""
        with _Faults():
            status: str = await self.driver.execute(text, *arguments)
            return status

    async def execute_many(self, text: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for many rows of arguments in one round trip."""
        with _Faults():
            await self.driver.executemany(text, rows)

    async def flush(self) -> None:
        """Send what changed in ORM objects to the database."""
        if self._session is not None:
            with _Faults():
                await self._session.flush()

    async def restart(self, text: str, *arguments: object) -> None:
        """Undo everything and start again with one statement: after a fault PostgreSQL answers nothing else."""
        with _Faults():
            if self._session is not None:
                self._session.sync_session.expunge_all()
                self._session = None
            await self.driver.execute("ROLLBACK")
            await self.driver.execute("BEGIN")
            await self.driver.fetchrow(text, *arguments)

    async def commit(self) -> None:
        """Make it so, and give the connection back; a second call does nothing."""
        if self._given_back:
            return
        self._given_back = True
        try:
            with _Faults():
                status = await self.driver.execute("COMMIT")
        except BaseException:
            # Whether the commit arrived is unknown, so this connection is not to be trusted with another request.
            self._database.discard(self._connection)
            raise
        self._database.give_back(self._connection)
        if status != "COMMIT":
            # PostgreSQL answers so when a fault was passed over on the way: nothing was kept, so nothing may be shown.
            raise Unavailable

    async def rollback(self) -> None:
        """Undo everything, and give the connection back; a second call does nothing."""
        if self._given_back:
            return
        self._given_back = True
        # A request that is cancelled right here must still return its connection, so the return cannot be interrupted.
        await asyncio.shield(self._undo())

    async def resume(self, text: str, *arguments: object) -> Any:  # noqa: ANN401  # A row of any columns.
        """Go on after `rollback` with another connection and one statement; gives its first row."""
        fresh, row = await self._database.begin(text, *arguments)
        vars(self).update(vars(fresh))
        return row

    async def _undo(self) -> None:
        try:
            if self._session is not None:
                self._session.sync_session.expunge_all()
            await self.driver.execute("ROLLBACK")
        except Exception:  # noqa: BLE001  # Whatever went wrong, a connection in doubt is thrown away.
            self._database.discard(self._connection)
        else:
            self._database.give_back(self._connection)


class Database:
    """A pool of connections that are all signed in as one login role.

    SQLAlchemy makes the connections and lends them to ORM sessions. Between two transactions they wait here and not in
    its pool, and BEGIN and COMMIT go straight to the driver: that halves what a request costs besides its own work.
    """

    def __init__(self, address: str, passfile: str | None = None, size: int = 8, wait: float = 5.0) -> None:
        async def connect() -> "asyncpg.Connection[asyncpg.Record]":
            return await asyncpg.connect(
                address,
                passfile=passfile,
                timeout=5,
                command_timeout=60,
                server_settings={
                    "application_name": "casework",
                    "statement_timeout": "30s",
                    "idle_in_transaction_session_timeout": "60s",
                    "jit": "off",
                    # Planning a fenced statement takes longer than running it; PostgreSQL's estimates say otherwise.
                    "plan_cache_mode": "force_generic_plan",
                    "TimeZone": "UTC",
                },
            )

        # "AUTOCOMMIT" only means that SQLAlchemy leaves BEGIN and COMMIT to the transactions here.
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connect,
            pool_size=size,
            max_overflow=0,
            pool_timeout=wait,
            isolation_level="AUTOCOMMIT",
        )
        self._wait = wait
        self._places = asyncio.Semaphore(size)
        self._idle: list[PoolProxiedConnection] = []

    async def begin(self, text: str, *arguments: object) -> tuple[Transaction, Any]:
        """Start a transaction with one statement; gives the transaction and the statement's first row, or None."""
        with _Faults():
            connection = await self._take()
            try:
                transaction = Transaction(self, connection)
                await transaction.driver.execute("BEGIN")
                return transaction, await transaction.driver.fetchrow(text, *arguments)
            except BaseException:
                # Nobody can know in what state the connection was left, so it is thrown away rather than reused.
                self.discard(connection)
                raise

    def give_back(self, connection: PoolProxiedConnection) -> None:
        """Take a connection back whose transaction has ended."""
        self._idle.append(connection)
        self._places.release()

    def discard(self, connection: PoolProxiedConnection) -> None:
        """Close a connection that is in doubt; another is made when one is needed."""
        connection.invalidate()
        self._places.release()

    async def _take(self) -> PoolProxiedConnection:
        if self._places.locked():
            await asyncio.wait_for(self._places.acquire(), self._wait)
        else:
            await self._places.acquire()
        try:
            while self._idle:
                connection = self._idle.pop()
                # The server may have been restarted since; such a connection has heard of it.
                driver = connection.driver_connection
                if isinstance(driver, asyncpg.Connection) and not driver.is_closed():
                    return connection
                connection.invalidate()
            return await greenlet_spawn(self.engine.sync_engine.raw_connection)
        except BaseException:
            self._places.release()
            raise

    @asynccontextmanager
    async def transaction(self, text: str, *arguments: object) -> AsyncIterator[tuple[Transaction, Any]]:
        """Run a block in a transaction that starts with one statement; it commits unless the block raises."""
        transaction, row = await self.begin(text, *arguments)
        try:
            yield transaction, row
            await transaction.commit()
        except BaseException:
            await transaction.rollback()
            raise

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().invalidate()
        await self.engine.dispose()


class _Faults:
    """Turn what the database refuses into errors that people can be told."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        if isinstance(error, StaleDataError):
            raise Stale from error
        cause: BaseException = error
        while cause.__cause__ is not None and not isinstance(cause, asyncpg.PostgresError):
            cause = cause.__cause__
        if isinstance(cause, asyncpg.UniqueViolationError):
            raise Conflict("This entry exists already.") from error
        if isinstance(cause, asyncpg.ForeignKeyViolationError):
            raise Invalid("Something this entry refers to does not exist.") from error
        if isinstance(cause, asyncpg.RaiseError):
            raise Conflict(str(cause.args[0])) from error
        if isinstance(cause, asyncpg.DataError | asyncpg.CheckViolationError | asyncpg.NotNullViolationError):
            raise Invalid("One of the values cannot be stored as it stands.") from error
        if isinstance(cause, _AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise Unavailable from error
