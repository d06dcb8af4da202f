"""Appointments: visits to authorities and other bodies, the deadlines of the law, and being reminded of both in time.

This slice owns the directory of authorities with what to bring, the appointments with status and outcome, and the rule
engine for deadlines. It promises that every computed date comes with its rule, version, inputs and a sentence that
explains it, and that a doubt about a date is always settled to the earlier, safer day.
"""
