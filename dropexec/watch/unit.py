"""The systemd unit of a control group, by the group's name."""

from __future__ import annotations

# What can have processes of its own; slices hold others. src/basic/cgroup-util.c, cg_path_decode_unit().
_SUFFIXES = (".service", ".scope", ".socket", ".mount", ".swap")


def unit_of(cgroup: str | None) -> str | None:
    """Return the unit, as ``systemctl status PID`` finds it: below the slices, the outermost one."""
    for name in (cgroup or "").split("/"):
        # A name that cgroups reserve for themselves has an underscore in front.
        plain = name.removeprefix("_")
        if plain.endswith(_SUFFIXES) and not plain.startswith("."):
            return plain
        if name and not name.endswith(".slice"):
            return None
    return None


def in_unit(cgroup: str | None, unit: str) -> bool:
    """Return whether a control group is the unit's, or below it, at whatever depth that is."""
    return unit in (cgroup or "").split("/")
