"""In and out: people, cases and contacts read from other programs' tables, and lists given as files.

Nothing comes in or goes out past the gate: an import enters clients, cases and contacts by the same verbs as the pages,
row by row and recorded; an export reads pages of what its maker may see, and each page stands in the access record.
Staged rows and finished files belong to whoever made them and to nobody else.
"""
