"""Run a launcher that has been found to be root's: ask for its build, and test it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from dropexec.doctor import output, selftest
from dropexec.doctor.check import FAIL, UNKNOWN, Finding
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.text import path_shown
from dropexec.launcher.errors import DropexecError, quoted

if TYPE_CHECKING:
    from dropexec.doctor.procfs import Proc

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def status(path: str, *words: str) -> tuple[int | None, str]:
    """Run the launcher with these words; return its exit status, None for none, and its first line."""
    try:
        with subprocess.Popen(
            [path, *words],
            env=_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            try:
                printed, said = output.collect(process)
                code = output.status(process)
            finally:
                output.kill(process)
    except DropexecError as error:
        return None, str(error)
    except OSError as error:
        return None, error.strerror or str(error)
    return code, (said or printed).decode("utf-8", "surrogateescape").partition("\n")[0]


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
