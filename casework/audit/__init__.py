"""The access record: who saw, searched, changed or passed on what, when and why, written where it happened.

An access and its record share one transaction: no record, no data. Field names are kept, never values. The program may
add rows for its own organisation and read them; nobody may change or delete them.
"""
