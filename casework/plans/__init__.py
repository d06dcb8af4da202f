"""Support plans: what a client wants to reach, who does what by when, and what became of it.

A plan is worked on as a draft and then agreed with every person of the case, each for themselves, on paper or on the
screen. This slice promises that an agreed version never changes: whoever wants something else starts the next version,
and both can be laid side by side. What the client said stays as it was said, in whichever language.
"""
