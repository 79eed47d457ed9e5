"""The grammar of USER[:GROUP]: what is a number, what is a name, and what is refused."""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.record import Record

MAX_ID = 4294967294
"""The largest uid and gid.  4294967295 is (uid_t)-1: setresuid(2) reads it as "leave unchanged"."""


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
    """Parse one user or group: an int where the text is all ASCII digits, else the name as it stands.

    ``kind`` is "user" or "group", for the message.  A number is never looked up as a name: containerd did
    for one that was out of range, and became root (CVE-2026-46680).  int() alone would take blanks, signs,
    underscores and other scripts' digits.
    """
    if text.isascii() and text.isdigit():
        if text[0] == "0" and text != "0":
            raise DropexecError(f"cannot use {kind} {quoted(text)}: a number has no leading zero")
        if len(text) > 10 or int(text) > MAX_ID:
            raise DropexecError(f"cannot use {kind} {quoted(text)}: ids go from 0 to {MAX_ID}")
        return int(text)
    if not text:
        raise DropexecError(f"cannot use {kind} {quoted(text)}: it is empty")
    # libc's "files" service reads a passwd or group line that starts with + or - as a NIS directive
    # (nss_files in nsswitch.conf(5)), and some versions then report an account with uid 0.
    if (
        text[0] in "+-"
        or ":" in text
        or "/" in text
        or any(character < " " or character == "\x7f" for character in text)
    ):
        raise DropexecError(
            f"cannot use {kind} {quoted(text)}: it is neither a name nor a number in canonical form"
        )
    return text
