"""Consent: releases from confidentiality, each for one person, one recipient, named data, a purpose and a time.

This slice owns the answer to "may this be shared, with whom, until when?". It promises that nothing counts as released
that a person did not release by a valid, unrevoked and unexpired declaration, that special categories are named
expressly, and that a revocation holds from the moment it is recorded.
"""
