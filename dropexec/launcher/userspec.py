"""The grammar of USER[:GROUP]: what is a number, what is a name, and what is refused."""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.number import decimal
from dropexec.launcher.record import Record
from dropexec.launcher.text import encoded

MAX_ID = 4294967294
"""The largest uid and gid. 4294967295 is (uid_t)-1: setresuid(2) reads it as "leave unchanged"."""


class UserSpec(Record):
    """A parsed user spec: ``user`` and ``group`` are an id (int) or a name (str); no group is None."""

    __slots__ = ("group", "user")
    user: "int | str"
    group: "int | str | None"


def parse(text: str) -> UserSpec:
    """Parse USER[:GROUP].

    Raises DropexecError for an empty part, a second colon, a number that is not a canonical decimal in
    0 … MAX_ID, and a name that no account can have.
    """
    user, colon, group = text.partition(":")
    if ":" in group:
        raise DropexecError(
            f"cannot use user spec {quoted(text)}: it has more than one colon; write USER or USER:GROUP"
        )
    if not user:
        raise DropexecError(
            f"cannot use user spec {quoted(text)}: the user is empty (is a variable unset?); "
            "write USER or USER:GROUP"
        )
    if colon and not group:
        raise DropexecError(
            f"cannot use user spec {quoted(text)}: the group is empty (is a variable unset?); "
            "write USER for the login group, or USER:GROUP"
        )
    return UserSpec(user=parse_part("user", user), group=parse_part("group", group) if colon else None)


def parse_part(kind: str, text: str) -> "int | str":
    """Parse one user or group: an int where the text is all ASCII digits, otherwise the name as written.

    ``kind`` is "user" or "group", for the message. A number is never looked up as a name: containerd did
    that with one that was out of range, and became root (CVE-2026-46680).

    Raises DropexecError for a number that is not canonical or out of range, and for a name that no account
    can have.
    """
    if text.isascii() and text.isdigit():
        number = decimal(text, MAX_ID)
        if number is None:
            raise DropexecError(
                f"cannot use {kind} {quoted(text)}: "
                f"an id is a number from 0 to {MAX_ID} without leading zeros"
            )
        return number
    if not text:
        raise DropexecError(f"cannot use {kind} {quoted(text)}: it is empty")
    # libc's "files" service reads a passwd or group line that starts with + or - as a NIS directive
    # (nss_files in nsswitch.conf(5)), and some versions then report an account with uid 0.
    if text[0] in "+-" or any(letter in ":/\x7f" or letter < " " for letter in text) or not _has_bytes(text):
        raise DropexecError(
            f"cannot use {kind} {quoted(text)}: it is neither a name nor a number in canonical form"
            + _hint(text)
        )
    return text


def _hint(text: str) -> str:
    if text != "-":
        return ""
    from dropexec.launcher import habit

    return f"; {habit.OPTIONS['-l']}"


def _has_bytes(text: str) -> bool:
    """Return whether some byte string decodes to the text: only the Python API can be given another one."""
    try:
        encoded(text)
    except UnicodeError:
        return False
    return True
