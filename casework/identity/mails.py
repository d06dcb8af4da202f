"""The texts of the mails about passwords."""

from casework.web.i18n import msgid, translator

RESET_SUBJECT = msgid("Casework: choose a new password")
RESET_BODY = msgid("""Good day,

somebody asked for a new password for Casework with this e-mail address. If it was you, choose it here within an hour:

%(link)s

The link works once. If it was not you, there is nothing to do: your password stays as it is.
""")
GIVEN_SUBJECT = msgid("Casework: your password for %(organisation)s")
GIVEN_BODY = msgid("""Good day,

the administration of %(organisation)s sends you this link. Choose your password for Casework with it within a day:

%(link)s

The link works once. If you already have a password and want to keep it, there is nothing to do.
""")


def reset_mail(language: str, link: str) -> tuple[str, str]:
    """Give subject and text of the mail to somebody who asked for a new password."""
    words = translator(language)
    return words.gettext(RESET_SUBJECT), words.sentence(RESET_BODY, {"link": link})


def given_mail(language: str, organisation: str, link: str) -> tuple[str, str]:
    """Give subject and text of the mail that an administrator sends: to a new member, or to one who is locked out."""
    words, values = translator(language), {"organisation": organisation, "link": link}
    return words.sentence(GIVEN_SUBJECT, values), words.sentence(GIVEN_BODY, values)
