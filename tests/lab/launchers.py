"""The columns: how each launcher wraps a command so that it runs as another user."""

from __future__ import annotations

import grp
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from tests.lab.process import ENVIRONMENT, LabError

if TYPE_CHECKING:
    import pwd
    from collections.abc import Sequence

    Form = Callable[[pwd.struct_passwd, Sequence[str]], list[str]]


@dataclass(frozen=True)
class Launcher:
    """A launcher found on this machine: the words that start it, and the form of its arguments."""

    name: str
    words: tuple[str, ...]
    form: Form

    def wrap(self, account: pwd.struct_passwd, command: Sequence[str]) -> list[str]:
        """Return the argv that runs ``command`` as ``account``."""
        return [*self.words, *self.form(account, command)]


def _shell(account: pwd.struct_passwd, command: Sequence[str]) -> list[str]:
    # The form of careful units: without "exec", dash stays between su and the service as well.
    return ["-s", "/bin/sh", account.pw_name, "-c", f"exec {shlex.join(command)}"]


def _group(account: pwd.struct_passwd) -> str:
    return grp.getgrgid(account.pw_gid).gr_name


# Name → form, in the order of the columns.
FORMS: dict[str, Form] = {
    "su": _shell,
    "runuser": lambda account, command: ["-u", account.pw_name, "--", *command],
    "sudo": lambda account, command: ["-n", "-u", account.pw_name, "--", *command],
    "gosu": lambda account, command: [account.pw_name, *command],
    "setpriv": lambda account, command: [
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--init-groups",
        "--",
        *command,
    ],
    "chroot": lambda account, command: [f"--userspec={account.pw_name}:{_group(account)}", "/", *command],
    "dropexec": lambda account, command: [account.pw_name, *command],
}


def find(name: str, dropexec: str | None = None) -> Launcher:
    """Return the launcher called ``name``; ``dropexec`` is the path of the dropexec to use.

    Raises LabError when the name is unknown or the launcher is not installed.
    """
    if name not in FORMS:
        raise LabError(f"unknown launcher {name!r}: choose from {', '.join(FORMS)}")
    words = _locate(name, dropexec)
    if words is None:
        remedy = "pip install . or give --dropexec PATH" if name == "dropexec" else f"apt-get install {name}"
        raise LabError(f"{name} is not installed: {remedy}")
    return Launcher(name, words, FORMS[name])


def installed(dropexec: str | None = None) -> list[Launcher]:
    """Return every launcher that this machine has, in the order of the columns."""
    located = {name: _locate(name, dropexec) for name in FORMS}
    return [Launcher(name, words, FORMS[name]) for name, words in located.items() if words is not None]


def is_util_linux(launcher: Launcher) -> bool:
    """Say whether this su is util-linux's: half a dozen programs have that name."""
    # No other su knows --version but coreutils', which names itself; some would ask for a password.
    argv = [*launcher.words, "--version"]
    shown = subprocess.run(argv, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return b"util-linux" in shown.stdout


def _locate(name: str, dropexec: str | None) -> tuple[str, ...] | None:
    """Return the words that start a launcher, or None where it is not installed."""
    if name == "dropexec" and dropexec is not None:
        if not os.access(dropexec, os.X_OK):
            raise LabError(f"cannot run {dropexec}: not an executable file")
        return (os.path.abspath(dropexec),)
    if name == "dropexec" and _importable("dropexec.__main__"):
        return (sys.executable, "-I", "-m", "dropexec")
    path = shutil.which(name) or shutil.which(name, path=ENVIRONMENT["PATH"])
    return None if path is None else (path,)


def _importable(module: str) -> bool:
    """Say whether an isolated interpreter finds the module: one in the working directory does not count."""
    probe = "import importlib.util as u, sys; sys.exit(u.find_spec(sys.argv[1]) is None)"
    argv = [sys.executable, "-I", "-c", probe, module]
    return subprocess.run(argv, check=False, stderr=subprocess.DEVNULL).returncode == 0
