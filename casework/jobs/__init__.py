"""Work in the background: whoever may do something may also let it be done later, and nothing more.

A slice registers a job (`registry.job`) and defers it (`actions.defer`) through its gate. The database binds the job to
the organisation and the member of that gate; the worker enters with the job's own ticket, so that fence, policy and
access record hold as they do for a request. A job's work and the word that it is done are one transaction: after a
crash it is taken up again, and never done twice.
"""
