"""The ground everything stands on: who acts, the database, records, errors, signals, secrets, the clock and the log.

Nothing in here knows a counselling word; everything else may import it.
"""
