"""What can be wrong with something that was typed, as messages that say what to do; for forms and the JSON API."""

from casework.web.i18n import msgid

Values = dict[str, object]

FILL_IN = msgid("Please fill in this field.")
CHOOSE_SOMETHING = msgid("Please choose something here.")
CHOOSE = msgid("Please choose one of the offered values.")
CHOOSE_FROM_LIST = msgid("Please choose an entry from the list.")
TOO_LONG = msgid("Please shorten this to %(limit)d characters at most; at the moment it has %(length)d.")
TOO_LONG_FOR = msgid("Please shorten this to %(limit)d characters at most.")
TOO_SHORT = msgid("Please enter at least %(limit)d characters.")
TOO_FEW = msgid("Please choose at least %(limit)d.")
TOO_MANY = msgid("Please choose at most %(limit)d.")
TOO_SMALL = msgid("Please enter %(limit)s or more.")
TOO_LARGE = msgid("Please enter %(limit)s or less.")
ABOVE = msgid("Please enter more than %(limit)s.")
BELOW = msgid("Please enter less than %(limit)s.")
OTHER_FORM = msgid("This is not in the expected form. Please check it.")
OTHER_FORM_EXAMPLE = msgid("This is not in the expected form. Please write it like this: %(example)s")
NOT_WHOLE = msgid("Please enter a whole number in digits, for example 12.")
NOT_NUMBER = msgid("Please enter a number in digits, for example 12,50.")
NOT_DATE = msgid("Please enter a date with day, month and year, for example 22.11.2026.")
NO_SUCH_DATE = msgid("This date does not exist. Please check day and month.")
ODD_YEAR = msgid("Please check the year; it should lie between %(first)d and %(last)d.")
NOT_TIME = msgid("Please enter a time of day, for example 09:30.")
NO_SUCH_MOMENT = msgid("The clocks are put forward at this moment, so it does not exist. Please choose another time.")
DATE_MISSING = msgid("Please add the date.")
TIME_MISSING = msgid("Please add the time.")
UNREADABLE = msgid("Some characters could not be read. Please type the marked places (�) again.")
CONTROL_CHARACTERS = msgid(
    "This contains invisible control characters. They have been taken out; please check the text and send it again."
)
WRONG_KIND = msgid("This value has the wrong type. Expected is: %(expected)s.")
UNKNOWN_FIELD = msgid("This field is not known.")


class Mistake(Exception):
    """Something that was typed cannot be used; the message says what to do about it."""

    def __init__(self, message: str, **values: object) -> None:
        """Keep the English message and the values for its placeholders."""
        super().__init__(message)
        self.message = message
        self.values: Values = values
