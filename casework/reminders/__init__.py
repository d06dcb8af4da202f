"""Reminders by mail: each member chooses whether, when and of what; a mail counts and never names anybody.

The clock plans for whom it is time (`door.plan_reminders`); a job then looks as that member, through the gate, at what
lies ahead. Nobody is reminded of the same thing for the same day twice.
"""
