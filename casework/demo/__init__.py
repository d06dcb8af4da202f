"""The demo network: a PostgreSQL of its own inside this folder, and invented organisations, people and clients.

Nothing here runs in production. `casework demo` starts the embedded database, loads the network once and serves
it on this machine alone; the tests start the same database in a throwaway folder. The data is made up, the same
on every machine, and dated around today.
"""
