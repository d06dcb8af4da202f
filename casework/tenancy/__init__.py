"""Tenancy: the organisations under one roof, their sites, their districts and the fence between them.

This slice owns what an organisation is and how its rows are kept apart in the database. It promises that every table
with an organisation's data is fenced by row-level security, that no setting or role of the program reaches across the
fence, and that legal regime and texts are settings of each organisation.
"""
