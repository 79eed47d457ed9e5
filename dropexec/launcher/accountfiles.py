"""What /etc/passwd and /etc/group say, read line by line before the C library is asked.

The C library skips a line that it cannot parse, and treats a file that it cannot read as empty: an account
would lack a group that some ACL denies, or a number would lose its account. Here both are errors. Lines are
read as glibc's "files" service reads them (nss_files in nsswitch.conf(5)).
"""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.text import decoded, encoded

SOURCES = "/etc/nsswitch.conf"
USERS = "/etc/passwd"
GROUPS = "/etc/group"

_BLANKS = b" \t\n\v\f\r"
_WIDEST = 0xFFFFFFFF


def check_users(text: bytes, name: "str | None", uid: "int | None") -> None:
    """Raise DropexecError where the line of an account in /etc/passwd has a uid or gid that is no number.

    The line is the first one of that name or, where there is none, the first one with that uid; None stands
    for neither.
    """
    wanted, found = None if name is None else encoded(name), False
    for fields in _entries(text):
        named = fields[0] == wanted and len(fields) > 1
        if not named and (found or uid is None):
            continue
        number = _number(_field(fields, 2))
        if not named and number != uid:
            continue
        for kind, field in (("uid", _field(fields, 2)), ("gid", _field(fields, 3))):
            if _number(field) is None:
                raise DropexecError(
                    f"cannot use user {quoted(decoded(fields[0]))}: its line in /etc/passwd is malformed, "
                    f"the {kind} is {quoted(decoded(field))}; correct that line"
                )
        found = True
        if named:
            return


def check_groups(text: bytes, names: "list[str]", member: "str | None") -> None:
    """Raise DropexecError where a line of interest in /etc/group has a gid that is no number.

    Of interest: the first line of each of ``names``, and every line that lists ``member``.
    """
    missing = [encoded(name) for name in names]
    user = None if member is None else encoded(member)
    for fields in _entries(text):
        if user is None and not missing:
            return
        named = fields[0] in missing and len(fields) > 1
        lists = user is not None and user in _members(fields)
        if (named or lists) and _number(_field(fields, 2)) is None:
            raise DropexecError(
                f"cannot use group {quoted(decoded(fields[0]))}: its line in /etc/group is malformed, "
                f"the gid is {quoted(decoded(_field(fields, 2)))}; correct that line"
            )
        if named:
            missing = [name for name in missing if name != fields[0]]


def asks_others(text: "bytes | None", database: bytes) -> bool:
    """Return whether nsswitch.conf(5) names a source for a database that could fail.

    ``text`` is the file's, None where there is none; ``database`` is "passwd" or "group". The files are read
    already, and systemd's accounts are made by this machine itself (nss-systemd(8)).
    """
    sources: list[bytes] = []
    for line in (text or b"").split(b"\n"):
        name, _, rest = line.partition(b"#")[0].partition(b":")
        if name.strip() == database:
            sources = rest.split()
    return any(source not in (b"files", b"systemd") for source in sources)


def _entries(text: bytes) -> "list[list[bytes]]":
    """Return the fields of each line that is an entry: not empty, not a comment, not a NIS directive."""
    lines = [line.partition(b"\0")[0].lstrip(_BLANKS) for line in text.split(b"\n")]
    return [line.split(b":") for line in lines if line and line[:1] not in b"#+-"]


def _field(fields: "list[bytes]", position: int) -> bytes:
    """Return a field; one that is missing at the end of a line is empty."""
    return fields[position] if position < len(fields) else b""


def _members(fields: "list[bytes]") -> "list[bytes]":
    return [member.lstrip(_BLANKS) for member in b":".join(fields[3:]).split(b",") if member]


def _number(field: bytes) -> "int | None":
    """Return a number as strtoul(3) reads it (blanks, a sign, digits), or None for one that is no id."""
    digits = field.lstrip(_BLANKS)
    negative = digits[:1] == b"-"
    digits = digits[1:] if digits[:1] in (b"+", b"-") else digits
    if not digits.isdigit() or len(digits.lstrip(b"0")) > 10:
        return None
    value = int(digits)
    return value if value <= (0 if negative else _WIDEST) else None
