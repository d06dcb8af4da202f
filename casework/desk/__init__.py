"""The desk: what one person has in front of them, put together from all slices below.

This slice owns no tables. It shows Today, the caseload and the case page, each at one glance, and promises that what it
counts is what the reader may see.
"""
