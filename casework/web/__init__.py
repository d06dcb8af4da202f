"""The look and the web layer: pages in the reader's language, forms that lose nothing, errors that help.

Every page of every slice stands on this chapter. It renders templates (`render`), reads forms field by field (`forms`),
answers every error as a page or as problem+json (`problems`), writes dates as people do (`formats`), translates
(`i18n`). It knows no case, no client and no database.
"""
