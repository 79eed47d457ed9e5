"""login.defs(5): the PATH that a reset environment gets from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dropexec.doctor import writers
from dropexec.doctor.check import FAIL, Finding
from dropexec.doctor.text import path_shown, shown
from dropexec.launcher.environment import LOGIN_DEFS, default_path
from dropexec.machine import regularfile
from dropexec.machine.executable import inside, resolve

if TYPE_CHECKING:
    from pathlib import Path

_USER, _ROOT = 1000, 0


def look(root: Path) -> tuple[dict[str, Any], list[Finding]]:
    """Return which file there is with the PATHs of a user and of root, and what is wrong with them."""
    text = path = None
    for path in LOGIN_DEFS:
        try:
            real = resolve(root, path) or path
            text = regularfile.read(inside(root, real)).decode("utf-8", "surrogateescape")
            break
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"cannot read {path}: {reason}; dropexec refuses to run until it is a readable file"
            return {"path": path}, [Finding(FAIL, message, {"fault": "login.defs"})]
    (user, origin), (superuser, _) = default_path(text, _USER), default_path(text, _ROOT)
    source = path if origin == "login.defs" else "the default PATH"
    findings = [
        finding for value in dict.fromkeys((user, superuser)) for finding in _faults(root, value, source)
    ]
    return {"path": path if text is not None else None, "ENV_PATH": user, "ENV_SUPATH": superuser}, findings


def _faults(root: Path, value: str, source: str | None) -> list[Finding]:
    findings = []
    for directory in value.split(":"):
        if not directory.startswith("/"):
            what = f"the PATH that {source} gives holds {shown(directory)}, which is the working directory's"
            findings.append(
                Finding(FAIL, f"{what}; take it out", {"fault": "login.defs", "element": directory})
            )
            continue
        try:
            who = next(writers.find(root, directory), None)
        except OSError:  # it is not there
            continue
        if who:
            what = f"the PATH that {source} gives holds {path_shown(directory)}, but {who}"
            findings.append(Finding(FAIL, f"{what}; mend its owner and mode", {"fault": "login.defs"}))
    return findings
