"""Run a command in a root, in namespaces of its own that end with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: Where the checkout is found in a root.
PROJECT = "/srv/dropexec"

#: The name of the machine as the root sees it; sudo wants to resolve it.
HOSTNAME = "lab"

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}

# pivot_root(2), not chroot(2): a chrooted process may not make user namespaces. There is no PID namespace:
# the kernel's trace of signals has the PIDs of the outermost one. All mounts are the namespace's own, and
# are gone with its last process.
_ENTER = """
mount --make-rprivate /
echo "$3" >/proc/sys/kernel/hostname
mount --bind "$1" "$1"
cd "$1"
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs run
if [ -n "$2" ]; then
    mount --bind "$2" "./$4"
    mount -o remount,bind,ro "./$4"
    mount -o remount,bind,ro .
fi
pivot_root . mnt
umount -l /mnt
cd /
shift 4
exec "$@"
"""


def command(root: Path, argv: Sequence[str], *, project: Path | None = None) -> list[str]:
    """Return the argv that runs `argv` in `root`, as the same process.

    With `project`, a checkout, that is found at PROJECT and everything but /tmp and /run is read-only;
    without one the root may be written to. It gets SIGTERM when the caller's thread ends. To be run with
    ENVIRONMENT.
    """
    return [
        *("setpriv", "--pdeathsig", "TERM", "unshare", "--mount", "--uts", "sh", "-euc", _ENTER, "inside"),
        *(str(root), str(project or ""), HOSTNAME, PROJECT, *argv),
    ]
