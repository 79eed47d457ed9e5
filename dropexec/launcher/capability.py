"""Capabilities by name, and sets of them as bit masks."""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.record import Record

NAMES = (
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
)
"""A capability's position is its number (include/uapi/linux/capability.h, Linux 5.9)."""

SETGID = NAMES.index("setgid")
SETUID = NAMES.index("setuid")
SETPCAP = NAMES.index("setpcap")

CERTAIN = NAMES.index("mac_admin")
"""The highest capability that every supported kernel has (Linux 2.6.25)."""


class Capabilities(Record):
    """The capability sets of a process as bit masks (capabilities(7)); bit n is capability number n."""

    __slots__ = ("ambient", "bounding", "effective", "inheritable", "permitted")
    ambient: int
    bounding: int
    effective: int
    inheritable: int
    permitted: int


def parse(option: str, words: "list[str]") -> int:
    """Return the mask of a list of names, ``net_bind_service`` or ``cap_net_bind_service`` in any case.

    Raises DropexecError for a name that is unknown or listed twice.
    """
    mask = 0
    for word in words:
        name = word.lower() if word.isascii() else word
        name = name.removeprefix("cap_")
        if name not in NAMES:
            from dropexec.launcher.suggestion import did_you_mean

            raise DropexecError(
                f"cannot use --{option} {quoted(word)}: no such capability{did_you_mean(name, list(NAMES))}"
            )
        bit = 1 << NAMES.index(name)
        if mask & bit:
            raise DropexecError(f"cannot use --{option} {quoted(word)}: the capability is listed twice")
        mask |= bit
    return mask


def names(mask: int) -> "list[str]":
    """Return the kernel's names of the capabilities in a mask, by number; an unknown one is ``cap_N``."""
    return [
        f"cap_{NAMES[number]}" if number < len(NAMES) else f"cap_{number}"
        for number in range(mask.bit_length())
        if mask >> number & 1
    ]


def shown(mask: int) -> str:
    """Return the capabilities in a mask as a message names them: ``CAP_SETGID and CAP_SETUID``."""
    return " and ".join(name.upper() for name in names(mask))
