"""Compute the target's environment: reset by default, each variable with its origin."""

from dropexec.launcher import textfile
from dropexec.launcher.account import Account
from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.text import decoded, encoded

KEPT = (
    "CACHE_DIRECTORY",
    "CONFIGURATION_DIRECTORY",
    "CREDENTIALS_DIRECTORY",
    "FDSTORE",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "LANG",
    "LANGUAGE",
    "LC_*",
    "LISTEN_FDNAMES",
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_PIDFDID",
    "LOGS_DIRECTORY",
    "MAINPID",
    "MANAGERPID",
    "MEMORY_PRESSURE_WATCH",
    "MEMORY_PRESSURE_WRITE",
    "NOTIFY_SOCKET",
    "RUNTIME_DIRECTORY",
    "STATE_DIRECTORY",
    "SYSTEMD_EXEC_PID",
    "TERM",
    "TZ",
    "UPSTART_EVENTS",
    "UPSTART_FDS",
    "UPSTART_INSTANCE",
    "UPSTART_JOB",
    "UPSTART_STOP_EVENTS",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
)
"""What is kept of the caller's environment when it is reset: locale, terminal, and what service managers
say."""

LOGIN_DEFS = ("/etc/login.defs", "/usr/etc/login.defs")
"""Where distributions keep login.defs(5); openSUSE ships it below /usr/etc."""

DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin"
DEFAULT_SUPERUSER_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""PATH where login.defs(5) has none, for uid 0 in the second form."""

PLACEHOLDERS = ("false", "nologin", "true")
"""Programs that stand for "no shell" (nologin(8)), by name in whatever directory; /dev/null is another."""

NO_SHELL = "/dev/null"
FALLBACK_SHELL = "/bin/sh"

_KEPT = frozenset(name for name in KEPT if not name.endswith("*"))
_KEPT_PREFIXES = tuple(name[:-1] for name in KEPT if name.endswith("*"))


def variables(block: bytes) -> "list[tuple[str, str]]":
    """Split an environment block (NUL-terminated entries, environ(7)) into names and values.

    An entry without ``=`` or without a name is not a variable and is dropped; of two with the same name the
    first counts, as for getenv(3).
    """
    found: dict[str, str] = {}
    for entry in block.split(b"\0"):
        name, equals, value = entry.partition(b"=")
        if equals and name:
            found.setdefault(decoded(name), decoded(value))
    return list(found.items())


def matches(pattern: str, name: str) -> bool:
    """Return whether the name matches the pattern, in which ``*`` stands for any run of bytes."""
    if not pattern.isascii():
        # A name need not be UTF-8, and neither need the piece of one that a pattern spells out.
        pattern, name = encoded(pattern).decode("latin-1"), encoded(name).decode("latin-1")
    head, *rest = pattern.split("*")
    if not rest:
        return name == head
    *middle, tail = rest
    if not name.startswith(head) or not name.endswith(tail) or len(name) < len(head) + len(tail):
        return False
    position, end = len(head), len(name) - len(tail)
    for piece in middle:
        found = name.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def assignment(text: str) -> "tuple[str, str]":
    """Split NAME=VALUE; raise DropexecError without a name or an equals sign."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise DropexecError(f"cannot use --env {quoted(text)}: it is not NAME=VALUE")
    return name, value


def check_patterns(option: str, patterns: "list[str]") -> None:
    """Raise DropexecError for a pattern that no variable's name can match."""
    for pattern in patterns:
        if not pattern or "=" in pattern:
            raise DropexecError(f"cannot use --{option} {quoted(pattern)}: it is not the name of a variable")


def compute(
    caller: "list[tuple[str, str]]",
    account: Account,
    login_defs: "str | None",
    *,
    preserve_all: bool = False,
    preserve: "list[str] | None" = None,
    assignments: "list[tuple[str, str]] | None" = None,
    unset: "list[str] | None" = None,
) -> "dict[str, tuple[str, str]]":
    """Return the target's environment: name → (value, origin), in the order of first mention.

    The origins are kept, account, login.defs, default, set. ``login_defs`` is the text of login.defs(5),
    or None where the system has none. The order of effect is that of the manual page: kept, PATH,
    ``preserve``, the account, ``assignments``, ``unset``. Pure: depends on nothing else.
    """
    preserve = preserve or []
    # A variable that an account without a name lacks holds its place.
    result: dict[str, tuple[str, str] | None] = {}
    for name, value in caller:
        if preserve_all or _is_kept(name) or any(matches(pattern, name) for pattern in preserve):
            result[name] = (value, "kept")
    if not preserve_all:
        result.setdefault("PATH", default_path(login_defs, account.uid))
    identity = (
        ("HOME", account.home),
        ("USER", account.name),
        ("LOGNAME", account.name),
        ("SHELL", usable_shell(account.shell)),
    )
    for name, of_account in identity:
        if name not in preserve or result.get(name) is None:
            result[name] = None if of_account is None else (of_account, "account")
    for name, value in assignments or ():
        result[name] = (value, "set")
    return {
        name: entry
        for name, entry in result.items()
        if entry is not None and not any(matches(pattern, name) for pattern in unset or ())
    }


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith(_KEPT_PREFIXES)


def usable_shell(shell: str) -> str:
    """Return the value of SHELL for a login shell: /bin/sh in the place of a placeholder.

    script(1), ssh(1)'s ProxyCommand and editors start $SHELL.
    """
    placeholder = shell in ("", NO_SHELL) or shell.rpartition("/")[2] in PLACEHOLDERS
    return FALLBACK_SHELL if placeholder else shell


def default_path(login_defs: "str | None", uid: int) -> "tuple[str, str]":
    """Return PATH and its origin: ENV_PATH of login.defs (ENV_SUPATH for uid 0) or the built-in default.

    The value may be written with or without a leading ``PATH=``, as shadow and util-linux read it; of
    several lines the last one counts (login.defs(5)).
    """
    wanted = "ENV_SUPATH" if uid == 0 else "ENV_PATH"
    path = ""
    for text in (login_defs or "").split("\n"):
        line = text.partition("\0")[0].strip(" \t\r\v\f")
        if line.split(" ", 1)[0].split("\t", 1)[0] == wanted:
            path = line[len(wanted) :].lstrip(' \t"').split('"', 1)[0]
            path = path.removeprefix("PATH=")
    if path:
        return path, "login.defs"
    return (DEFAULT_SUPERUSER_PATH if uid == 0 else DEFAULT_PATH), "default"


def read_login_defs() -> "str | None":
    """Return the text of login.defs, or None where there is none.

    Raises DropexecError when it is there but cannot be read.
    """
    for path in LOGIN_DEFS:
        text = textfile.read(path)
        if text is not None:
            return decoded(text)
    return None
