"""Permission: one gate that every handler must pass to reach a record, and the policy that it asks.

Another organisation's record, a restricted one and an invented id answer alike (404); a visible record with an act
that is not allowed answers 403. What the gate gives out or refuses, it has recorded.
"""
