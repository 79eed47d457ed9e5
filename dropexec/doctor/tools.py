"""Programs that stand between a supervisor and a service: launchers that fork, and shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropexec.doctor.procfs import Proc, Process

LAUNCHERS = frozenset({"doas", "runuser", "su", "su-rs", "sudo", "sudo-rs"})
"""Those that stay while the service runs; gosu, setpriv and the like are gone by then."""

SHELLS = frozenset(
    {"ash", "bash", "csh", "dash", "fish", "ksh", "ksh93", "mksh", "posh", "sh", "tcsh", "yash", "zsh"}
)

_MULTICALL = ("busybox", "toybox")


def program(proc: Proc, process: Process) -> str:
    """Return the name of the program that a process runs.

    It is the file's: a script's process is named after the script and runs a shell. One file may be many
    programs, and another user's process may not be asked for its file: then it is the process's name.
    """
    path = proc.executable(process.pid)
    name = path.rpartition("/")[2] if path else process.comm
    return process.comm if name.startswith(_MULTICALL) else name


def is_shell(name: str) -> bool:
    """Return whether a program is a shell; one that was started as a login shell is called ``-sh``."""
    return name.lstrip("-").rpartition("/")[2] in SHELLS
