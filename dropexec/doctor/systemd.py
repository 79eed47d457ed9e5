"""What systemd knows of its services, asked with systemctl(1)."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.doctor.errors import CannotLookError
from dropexec.machine.executable import resolve
from dropexec.machine.units import main_file

if TYPE_CHECKING:
    from pathlib import Path

_SYSTEMCTL = ("/usr/bin/systemctl", "/bin/systemctl")
_SECONDS = 20.0
_PROPERTIES = ("Id", "MainPID", "PIDFile", "Type", "KillMode", "TimeoutStopUSec", "ActiveState")
_SPANS = {
    "us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0,
    "month": 2629800.0, "y": 31557600.0,
}  # fmt: skip
"""systemd.time(7), as systemctl prints spans of time."""


@dataclass(frozen=True)
class Service:
    """A loaded service. ``main_pid`` is 0 for none; ``stop_seconds`` is None for no limit."""

    name: str
    main_pid: int
    pid_file: str | None
    type: str
    kill_mode: str
    stop_seconds: float | None


def booted(root: Path) -> bool:
    """Return whether systemd is the service manager there (sd_booted(3))."""
    return (root / "run/systemd/system").is_dir()


def hides(root: Path, path: str) -> bool:
    """Return whether systemd is the init of that root and has a unit for the init script ``path``.

    The unit hides the script (systemd-sysv-generator(8)): nothing starts it.
    """
    directory, _, name = path.rpartition("/")
    init = resolve(root, "/sbin/init") or ""
    return (
        directory == "/etc/init.d"
        and init.endswith("/systemd")
        and main_file(root, f"{name.removesuffix('.sh')}.service") is not None
    )


def services() -> list[Service]:
    """Return the loaded services of this machine. Raises CannotLookError."""
    program = next((path for path in _SYSTEMCTL if os.access(path, os.X_OK)), None)
    if program is None:
        raise CannotLookError("systemd runs here, but there is no systemctl to ask it with")
    argv = [program, "show", "--no-pager", f"--property={','.join(_PROPERTIES)}", "*.service"]
    try:
        done = subprocess.run(
            argv,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotLookError(f"systemctl does not answer: {error}") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise CannotLookError(f"systemctl does not answer: {said or f'status {done.returncode}'}")
    return parse(done.stdout.decode("utf-8", "surrogateescape"))


def parse(text: str) -> list[Service]:
    """Return the services in what ``systemctl show`` prints: NAME=VALUE lines, a blank line between units."""
    found = []
    for stanza in text.split("\n\n"):
        fields = dict(line.split("=", 1) for line in stanza.splitlines() if "=" in line)
        if fields.get("Id"):
            found.append(
                Service(
                    name=fields["Id"],
                    main_pid=int(fields.get("MainPID") or 0),
                    pid_file=fields.get("PIDFile") or None,
                    type=fields.get("Type", ""),
                    kill_mode=fields.get("KillMode", ""),
                    stop_seconds=seconds(fields.get("TimeoutStopUSec", "infinity")),
                )
            )
    return found


def seconds(span: str) -> float | None:
    """Return a span of time as systemctl prints it (``1min 30s``) in seconds, None for ``infinity``."""
    if span == "infinity":
        return None
    words = re.findall(r"([0-9.]+)([a-z]+)", span)
    return sum(float(number) * _SPANS[unit] for number, unit in words)
