"""Run a launcher that has been found to be root's: ask for its build, and test it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from dropexec.doctor import selftest
from dropexec.doctor.check import FAIL, UNKNOWN, CannotLookError, Finding
from dropexec.doctor.text import path_shown
from dropexec.launcher.errors import DropexecError, quoted

if TYPE_CHECKING:
    from dropexec.doctor.procfs import Proc

_SECONDS = 10.0
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def status(path: str, *words: str) -> tuple[int | None, str]:
    """Run the launcher with these words; return its exit status, None for none, and its first line."""
    try:
        done = subprocess.run(
            [path, *words],
            env=_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"it did not end within {_SECONDS:.0f} s"
    except OSError as error:
        return None, error.strerror or str(error)
    lines = (done.stderr or done.stdout).decode("utf-8", "surrogateescape").splitlines()
    return done.returncode, lines[0] if lines else ""


def version(path: str) -> str | None:
    """Return the line that the launcher prints for --version, None where it does not."""
    code, said = status(path, "--version")
    return quoted(said)[1:-1] if code == 0 and said else None


def self_test(path: str, proc: Proc) -> tuple[list[Finding], dict[str, Any] | None]:
    """Run the launcher for a throwaway uid; return what is not as planned, and what was tried."""
    name = path_shown(path)
    try:
        uid, differences = selftest.run(path, proc)
    except CannotLookError as error:
        return [Finding(UNKNOWN, str(error))], None
    except (DropexecError, OSError) as error:
        message = f"the self-test of {name} failed: {error}; do not put it in place"
        return [Finding(FAIL, message, {"fault": "self-test"})], None
    return [
        Finding(
            FAIL,
            f"{name} does not do what it plans: {one.what} is {one.found}, planned was {one.planned}; "
            "do not let it run services",
            {"fault": "self-test", "what": one.what, "planned": one.planned, "found": one.found},
        )
        for one in differences
    ], {"uid": uid, "differences": len(differences)}
