"""The host that is examined: this machine, or another root directory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropexec.doctor.procfs import Proc

if TYPE_CHECKING:
    from collections.abc import Callable

    from dropexec.doctor.auditrules import Rule
    from dropexec.doctor.systemd import Service


@dataclass(frozen=True)
class Host:
    """What the checks may look at, all of it given.

    ``running`` is false for a root directory that is not the running system's. ``services`` returns systemd's
    loaded services, None where systemd is not the service manager. ``path`` is the PATH that dropexec is
    looked for in, ``uid`` and ``pid`` are this process's. ``probe`` runs this machine's su and returns the
    recordings, None where it is not to be run; ``candidate`` is the path of a launcher to be judged in the
    place of the one on PATH. ``engines`` tries each engine of watch and returns why it does not work, None
    where it does; ``audit_rules`` returns the kernel's or raises OSError; ``contained`` tells whether this is
    a container. ``services`` and ``probe`` may raise CannotLookError.
    """

    name: str
    uid: int
    pid: int
    path: str
    root: Path = Path("/")
    proc: Proc = field(default_factory=lambda: Proc(Path("/proc")))
    running: bool = True
    services: Callable[[], list[Service] | None] = lambda: None
    engines: Callable[[], dict[str, str | None]] = dict
    audit_rules: Callable[[], list[Rule]] = list
    contained: Callable[[], bool] = lambda: False
    probe: Callable[[], list[dict[str, Any]]] | None = None
    candidate: str | None = None

    def inside(self, path: str) -> Path:
        """Return where this process finds the host's absolute path; links in it are not followed."""
        return self.root / path.lstrip("/")
