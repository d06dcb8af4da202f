"""The auditor's desk: who saw, changed or passed on what, when and why, without any content of a case.

An auditor reads and exports the access record of one organisation, which is recorded in turn; the network operator sees
which organisations there are and the log of what belongs to none, and each organisation sees what was done to it.
"""
