"""The calendar feed: a member's own appointments and deadlines for their calendar program (RFC 5545).

The address is secret, made by the member, shown once, revocable; it opens those dates and nothing else. Nobody's name
is in it; the member may add initials. Each fetch stands in the access record as an export.
"""
