"""The one way to write a number on the command line: decimal, canonical, within bounds."""


def decimal(text: str, most: int) -> "int | None":
    """Return the value of a canonical decimal from 0 to ``most``, or None for any other text.

    Canonical: ASCII digits only, without a sign, blanks, underscores or leading zeros. int() alone accepts
    all of those, and the digits of other scripts.
    """
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        return None
    # Nobody means a number of thousands of digits, and int() takes time for one.
    if len(text) > len(str(most)):
        return None
    value = int(text)
    return value if value <= most else None
