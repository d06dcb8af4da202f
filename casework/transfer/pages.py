"""The pages of imports and exports."""

from casework.transfer import export_pages, import_pages

handlers = [*import_pages.handlers, *export_pages.handlers]
