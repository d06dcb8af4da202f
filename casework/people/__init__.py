"""People: clients, their names in every script and spelling, households, languages and the ways to reach them.

This slice owns who somebody is. It promises that a person is one record per organisation however the name is written,
and that a restricted client or a protected address never shows whether something is missing or hidden.
"""
