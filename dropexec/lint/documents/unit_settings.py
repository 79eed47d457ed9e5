"""What a unit and its drop-ins together say of a service (systemd.service(5), systemd.kill(5))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.lint.command import Service, Supervisor, Timeout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.lint.documents.unit_file import UnitFile

_UNITS = {
    "us": 1e-6, "usec": 1e-6, "ms": 1e-3, "msec": 1e-3, "": 1.0, "s": 1.0, "sec": 1.0, "second": 1.0,
    "seconds": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "minutes": 60.0, "h": 3600.0, "hr": 3600.0,
    "hour": 3600.0, "hours": 3600.0, "d": 86400.0, "day": 86400.0, "days": 86400.0,
}  # fmt: skip
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")
_VARIABLE = re.compile(r"""(?:^|\s)["']?([A-Za-z_]\w*)=""")
_RELOAD = re.compile(r"(?:^|/|\s)kill\b.*\$\{?MAINPID")


@dataclass(frozen=True)
class Settings:
    """The [Service] section of a unit with its drop-ins: the last value of each setting, lists in full."""

    scalars: dict[str, str]
    lists: dict[str, tuple[str, ...]]

    def get(self, key: str) -> str:
        """Return a setting's value, or nothing."""
        return self.scalars.get(key, "")

    @property
    def type(self) -> str:
        """Return Type=, or its default."""
        return self.get("Type") or ("dbus" if self.get("BusName") else "simple")


def merge(files: Sequence[UnitFile]) -> Settings:
    """Return the settings of a unit file and its drop-ins, given in the order in which systemd reads them."""
    scalars: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for file in files:
        for line in file.assignments("Service"):
            value = file.value(line)
            scalars[line.key] = value
            if value:
                lists.setdefault(line.key, []).append(value)
            else:
                lists[line.key] = []
    return Settings(scalars, {key: tuple(values) for key, values in lists.items()})


def service(settings: Settings) -> Service:
    """Return what the rules need to know."""
    user = settings.get("User")
    return Service(
        Supervisor.SYSTEMD,
        user=None if user in ("", "root", "0") else user,
        timeout=_timeout(settings),
        one_pid=_one_pid(settings),
        reload=next(
            (f"ExecReload={line}" for line in settings.lists.get("ExecReload", ()) if _RELOAD.search(line)),
            None,
        ),
        notify=_notify(settings),
        variables=_variables(settings),
        pid_file=settings.get("PIDFile") or None,
        session=_session(settings),
    )


def _timeout(settings: Settings) -> Timeout | None:
    for key in ("TimeoutStopSec", "TimeoutSec"):
        value = settings.get(key)
        if value:
            return Timeout(f"{key}={value}", seconds(value))
    return None


def seconds(value: str) -> float | None:
    """Return a time span (systemd.time(7)) in seconds; None for no limit and for what is no time span."""
    found = _SPAN.findall(value)
    if not found or value.strip() == "0" or any(unit not in _UNITS for _, unit in found):
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in found)


def _one_pid(settings: Settings) -> str | None:
    mode = settings.get("KillMode")
    return f"KillMode={mode}" if mode in ("mixed", "process") else None


def _notify(settings: Settings) -> str | None:
    if settings.type not in ("notify", "notify-reload") or settings.get("NotifyAccess") == "all":
        return None
    return f"Type={settings.type}"


def _variables(settings: Settings) -> tuple[str, ...]:
    named = [name for value in settings.lists.get("Environment", ()) for name in _VARIABLE.findall(value)]
    files = [f"those of EnvironmentFile={value}" for value in settings.lists.get("EnvironmentFile", ())]
    passed = [name for value in settings.lists.get("PassEnvironment", ()) for name in value.split()]
    return tuple(dict.fromkeys([*named, *passed, *files]))


def _session(settings: Settings) -> str | None:
    for key in ("PAMName", "TTYPath"):
        if value := settings.get(key):
            return f"{key}={value}"
    return None
