"""Referrals: the one door between two organisations.

This slice owns the parcel and its way: an immutable copy of exactly the fields that the release covers, handed over
once, with both organisations' access records written in the same step. It promises that neither side ever reads the
other's tables, that the state is kept for each person, and that nothing becomes readable after a release was revoked.
"""
