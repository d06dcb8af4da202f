"""Offers: the directory of seminars, funding programmes and services that clients can be sent to.

This slice owns what an organisation publishes for the network: kind, area, places, sessions, languages and who is
eligible. It promises that published offers hold no personal data, and that a programme that must be applied for before
the start says so wherever it is shown.
"""
