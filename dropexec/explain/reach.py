"""Where the target would start and which file it would be: the kernel's answer to the target's rights."""

from __future__ import annotations

import errno
import functools
import json
import os
import resource
import stat
import struct
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from dropexec.launcher import caller, executable, program, transition
from dropexec.launcher.directory import enter
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.exitstatus import FAILURE
from dropexec.launcher.text import encoded

if TYPE_CHECKING:
    from dropexec.launcher.plan import Plan

_ELF = b"\x7fELF"
_STRING, _ROOM, _POINTER = 128 << 10, 6 << 20, struct.calcsize("P")
_DEPTH = 5
"""How many #! lines may lead to one another before execve(2) fails with ELOOP."""


@dataclass(frozen=True)
class Reach:
    """``directory`` is None where it cannot be entered, ``executable`` where nothing would run.

    ``problems`` are the launcher's own messages, and ``status`` is what it would end with because of them, 0
    where there are none.  ``own_rights`` tells that the rights of this process were asked, because it may not
    take on the target's.  ``denied`` is a directory that the target starts in and may not enter.
    """

    directory: str | None
    executable: str | None
    problems: list[str]
    own_rights: bool
    status: int = 0
    denied: str | None = None


def search(plan: Plan) -> Reach:
    """Carry out the plan in a child process, as far as nobody else sees it, and search the command there.

    The launcher never forks; explaining it may.  Raises OSError when the child cannot be made.
    """
    from dropexec.launcher import kernel  # noqa: F401 - the child may not be able to read this file any more

    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            with open(writing, "wb") as pipe:
                pipe.write(json.dumps(_as_target(plan)).encode("ascii"))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    if not answer:
        problem = "cannot search the command: the child process ended early"
        return Reach(None, None, [problem], own_rights=False, status=FAILURE)
    return Reach(**json.loads(answer))


def _as_target(plan: Plan) -> dict[str, object]:
    problems: list[str] = []
    own_rights = bool(plan.missing)
    directory = found_file = denied = None
    status = 0
    try:
        if not own_rights:
            transition.rehearse(plan.carried_out_by(caller.read()))
        elif plan.directory is not None:
            enter(plan.directory, plan.who)
        directory = os.getcwd()
        if not _may_run(directory):
            denied = directory
        path = plan.environment.get("PATH")
        attempt = functools.partial(_attempt, plan)
        file = program.search(
            plan.command[0], None if path is None else path[0], attempt, plan.who, plan.bounding_left
        )
        found_file = os.path.join(directory, file)
    except DropexecError as error:
        problems.append(str(error))
        status = error.status
    except OSError as error:
        problems.append(f"cannot tell the working directory: {os.strerror(error.errno or 0)}")
        status = FAILURE
    return asdict(Reach(directory, found_file, problems, own_rights, status, denied))


def _attempt(plan: Plan, file: str) -> None:
    try:
        # Nothing is there; EAGAIN comes before any file is looked at (execve(2)).
        os.execve("/dev/null/-", ["-"], {})
    except BlockingIOError:
        raise
    except OSError:
        pass
    probe(file, bounding=plan.bounding_left)
    if _is_too_large(plan, file):
        raise _error(errno.E2BIG)


def _is_too_large(plan: Plan, file: str) -> bool:
    """Return whether arguments and environment are more than execve(2) takes ("Limits on size").

    That is a quarter of the stack's limit, at most 6 MiB and at least 128 KiB, with the pointers to the
    strings; and 128 KiB for a string (fs/exec.c, bprm_stack_limits()).
    """
    words = [plan.command[0] if plan.argv0 is None else plan.argv0, *plan.command[1:]]
    words += [f"{name}={value}" for name, (value, _) in plan.environment.items()]
    sizes = [len(encoded(word)) + 1 for word in words]
    asked = [soft for name, soft, _ in plan.rlimits if name == "stack"]
    stack = asked[0] if asked else resource.getrlimit(resource.RLIMIT_STACK)[0]
    room = max(_STRING, min(_ROOM, _ROOM if stack < 0 else stack // 4))
    used = sum(sizes) + len(encoded(file)) + 1 + len(sizes) * _POINTER
    return max(sizes) > _STRING or used > room


def probe(file: str, depth: int = 0, *, bounding: int = -1) -> None:
    """Raise the OSError that execve(2) would, as far as access(2), stat(2) and the first bytes tell.

    ``bounding`` is the mask of the bounding set, for the capabilities that the file may have.

    A file that may be run but not read, and one that is neither ELF nor #! where binfmt_misc has formats of
    its own, get the benefit of the doubt.
    """
    if depth > _DEPTH:
        raise _error(errno.ELOOP)
    _probe_file(file)
    head = _head(file)
    if head is not None and head.startswith(b"#!"):
        name = executable.interpreter(head)
        if not name:
            raise _error(errno.ENOEXEC)
        probe(os.fsdecode(name), depth + 1, bounding=bounding)
    elif executable.capabilities_beyond(file, bounding):
        raise _error(errno.EPERM)
    elif head is not None:
        _probe_format(head)


def _probe_file(file: str) -> None:
    if not stat.S_ISREG(os.stat(file).st_mode) or not _may_run(file):
        raise _error(errno.EACCES)


def _probe_format(head: bytes) -> None:
    if _is_foreign(head) and not _more_formats():
        raise _error(errno.ENOEXEC)
    if head.startswith(_ELF) and (loader := executable.loader(head)) is not None:
        _probe_file(loader)
    elif not head.startswith(_ELF) and not _more_formats():
        raise _error(errno.ENOEXEC)


def _head(file: str) -> bytes | None:
    try:
        with open(file, "rb") as opened:
            return opened.read(executable.HEAD)
    except OSError:
        return None


def _is_foreign(head: bytes) -> bool:
    """Return whether this machine runs no such ELF file; one of 32 bits has the benefit of the doubt."""
    return head.startswith(_ELF + b"\2") and bool(executable.other_machine(head))


def _may_run(file: str) -> bool:
    # The effective ids and capabilities count for execve(2); access(2) takes the real ids and drops ambient
    # capabilities.
    return os.access(file, os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _more_formats() -> bool:
    try:
        return any(name not in ("register", "status") for name in os.listdir("/proc/sys/fs/binfmt_misc"))
    except OSError:
        return False


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
