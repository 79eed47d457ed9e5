"""Find the command in PATH with the target's rights and exec it: the one module that execs."""

import _signal
import posix

from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.exitstatus import CANNOT_RUN, NOT_FOUND
from dropexec.launcher.permission import dangling, denial, is_directory, is_mounted, too_many_links
from dropexec.launcher.text import encoded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

DEFAULT_PATH = "/bin:/usr/bin"
"""Where execvp(3) looks when the environment has no PATH."""


def candidates(command: str, path: "str | None") -> "list[str]":
    """Return the files that execvp(3) would try for a command, in order.

    A command with a slash is a path itself. An empty element of PATH is the working directory; one that
    makes a path too long for any system call is skipped.
    """
    if "/" in command:
        return [command]
    if not command:
        return []
    directories = (DEFAULT_PATH if path is None else path).split(":")
    return [f"{directory}/{command}" if directory else command for directory in directories]


def execute(
    command: str, arguments: "list[str]", environment: "dict[str, str]", who: str, bounding: int
) -> "NoReturn":
    """Replace this process with the command.

    ``arguments`` begins with argv[0]. Raises DropexecError as ``search`` does.
    """

    def attempt(file: str) -> None:
        posix.execve(encoded(file), words, block)

    words = [encoded(word) for word in arguments]
    block = {encoded(name): encoded(value) for name, value in environment.items()}
    _set_default_signals()
    try:
        search(command, environment.get("PATH"), attempt, who, bounding)
    finally:
        _ignore_signals()
    raise DropexecError(f"cannot run {quoted(command)} as {who}: execve(2) returned without an error")


def search(
    command: str,
    path: "str | None",
    attempt: "Callable[[str], object]",
    who: str,
    bounding: int,
) -> str:
    """Offer the candidates to ``attempt`` as execvp(3) does; return the one that it accepts.

    ``attempt`` rejects a file with the OSError that execve(2) has for it. ``bounding`` is the bounding set
    that the process has by then, for the reason of a refusal. Raises DropexecError with status
    127 when no candidate exists, 126 when one exists and cannot be run.
    """
    denied = None
    tried = candidates(command, path)
    for file in tried:
        try:
            attempt(file)
        except BlockingIOError as error:  # EAGAIN: execve(2) counts processes before it looks at the file
            raise _failure(command, error, who, bounding) from None
        except OSError as error:
            if _is_denied(error):
                denied = denied or (file, error)
            elif not _is_absent(error, file != command):
                raise _failure(file, error, who, bounding) from None
        else:
            return file
    if denied is not None:
        raise _failure(*denied, who, bounding)
    raise _not_found(command, tried, path, who)


def _not_found(command: str, tried: "list[str]", path: "str | None", who: str) -> DropexecError:
    for file in tried:
        link = "" if _exists(file) else dangling(file)
        if link:
            return DropexecError(f"cannot run {quoted(file)} as {who}: {link}", NOT_FOUND)
        if _exists(file):
            import errno

            detail = _cause(file, errno.ENOENT, who) or (
                "it exists, but its interpreter does not (the #! line, or the ELF loader)"
            )
            return DropexecError(f"cannot run {quoted(file)} as {who}: {detail}", CANNOT_RUN)
    where = "no such file" if command else "the command is empty"
    if "/" not in command and command:
        where = f"not found in PATH={quoted(DEFAULT_PATH if path is None else path)}{_habit(command)}"
    return DropexecError(f"cannot run {quoted(command)} as {who}: {where}", NOT_FOUND)


def _habit(command: str) -> str:
    try:
        from dropexec.launcher import habit
    except (ImportError, OSError):  # the target may not be able to read the interpreter's files
        return ""
    return habit.command(command)


def _is_denied(error: OSError) -> bool:
    if not isinstance(error, PermissionError):
        return False
    import errno

    return error.errno == errno.EACCES


def _is_absent(error: OSError, searched: bool) -> bool:
    """Return whether execvp(3) tries the next directory after an error.

    It skips an element of PATH that makes too long a path; ``searched`` says that the file is from there.
    """
    if isinstance(error, (FileNotFoundError, NotADirectoryError, TimeoutError)):
        return True
    import errno

    return error.errno in (errno.ESTALE, errno.ENODEV) or (searched and error.errno == errno.ENAMETOOLONG)


def _set_default_signals() -> None:
    """Give SIGPIPE and SIGXFSZ their default action for the target.

    The interpreter ignores both from its start on (signal(3) in CPython's signal module), execve(2) passes
    an ignored signal on, and what the caller had is lost by then.
    """
    try:
        for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
            _signal.signal(number, _signal.SIG_DFL)
    except OSError as error:
        raise DropexecError(f"cannot reset SIGPIPE and SIGXFSZ to their default: {reason(error)}") from None


def _ignore_signals() -> None:
    """Ignore them again: after a failed exec a message is to be written."""
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
        _signal.signal(number, _signal.SIG_IGN)


def _failure(file: str, error: OSError, who: str, bounding: int) -> DropexecError:
    import errno

    detail = reason(error)
    if error.errno == errno.ENOEXEC:
        detail = _cause(file, errno.ENOEXEC, who) or (
            "it is not in an executable format; a script needs a #! line, and no shell is tried"
        )
    elif error.errno == errno.EAGAIN:
        detail = f"{detail}; {who} already runs as many processes as RLIMIT_NPROC allows"
    elif error.errno == errno.EACCES and is_directory(file):
        detail = "it is a directory"
    elif error.errno == errno.EACCES and is_mounted(file, posix.ST_NOEXEC):
        detail = f"{detail}; its file system is mounted noexec"
    elif error.errno == errno.EACCES:
        detail += denial(file, who) or _cause_added(file, errno.EACCES, who)
    elif error.errno == errno.ELOOP:
        detail = too_many_links(file) or _cause(file, errno.ELOOP, who) or detail
    elif error.errno == errno.EPERM:
        detail += _beyond_bounding(file, bounding)
    elif error.errno == errno.E2BIG:
        detail = f"{detail}; the arguments and the environment are more than execve(2) takes, see --unset-env"
    return DropexecError(f"cannot run {quoted(file)} as {who}: {detail}", CANNOT_RUN)


def _cause(file: str, error: int, who: str) -> str:
    try:
        from dropexec.launcher import executable
    except (ImportError, OSError):  # the target may not be able to read the interpreter's files
        return ""
    return executable.cause(file, error, who)


def _cause_added(file: str, error: int, who: str) -> str:
    cause = _cause(file, error, who)
    return f"; {cause}" if cause else ""


def _beyond_bounding(file: str, bounding: int) -> str:
    try:
        from dropexec.launcher import capability, executable
    except (ImportError, OSError):  # as above
        return ""
    last = executable.program(file)
    beyond = executable.capabilities_beyond(last, bounding)
    if not beyond:
        return "; does a security module or a seccomp filter refuse it?"
    bearer = "the file" if last == file else f"its interpreter {quoted(last)}"
    return (
        f"; {bearer} has {capability.shown(beyond)}, which the bounding set lacks; "
        "grant it (cap_add, CapabilityBoundingSet=), or remove it from the file (setcap)"
    )


def _exists(file: str) -> bool:
    try:
        posix.stat(encoded(file))
    except OSError:
        return False
    return True
