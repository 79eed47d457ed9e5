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

# pivot_root(2), not chroot(2): a chrooted process may not make user namespaces. All mounts are the
# namespace's own, and are gone with its last process.
_ENTER = """
mount --make-rprivate /
echo "$3" >/proc/sys/kernel/hostname
{tree}
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs run
if [ -n "$2" ]; then
    mount --bind "$2" "./$4"
    mount -o remount,bind,ro "./$4"
    {seal}
fi
pivot_root . mnt
umount -l /mnt
cd /
shift 4
{announce}
exec "$@"
"""

_SHARED = """
mount --bind "$1" "$1"
cd "$1"
mount --rbind /dev dev
"""

# What is written goes into a layer of its own (Documentation/filesystems/overlayfs.rst). /dev too: a socket
# in it, such as a logger's, would be the machine's. The PID is the machine's, whose /proc it still is.
_OWN = """
read -r pid _ </proc/self/stat
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
cd /mnt/root
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
"""


def command(root: Path, argv: Sequence[str], *, project: Path | None = None) -> list[str]:
    """Return the argv that runs `argv` in `root`, as the same process.

    With `project`, a checkout, that is found at PROJECT and everything but /tmp and /run is read-only;
    without one the root may be written to. It gets SIGTERM when the caller's thread ends. To be run with
    ENVIRONMENT. There is no PID namespace: the kernel's trace of signals has the PIDs of the outermost one.
    """
    enter = _ENTER.format(tree=_SHARED, seal="mount -o remount,bind,ro .", announce="")
    return [
        *("setpriv", "--pdeathsig", "TERM", "unshare", "--mount", "--uts", "sh", "-euc", enter, "inside"),
        *(str(root), str(project or ""), HOSTNAME, PROJECT, *argv),
    ]


def room(root: Path, argv: Sequence[str], *, project: Path) -> list[str]:
    """Return the argv that runs `argv` as PID 1 in `root`, where all may be written and nothing of it stays.

    `project`, a checkout, is found at PROJECT, read-only. First it prints ``entered PID``, by which the
    machine knows PID 1. With the caller's thread, every process in there ends. To be run with ENVIRONMENT.
    """
    enter = _ENTER.format(tree=_OWN, seal="", announce='echo "entered $pid"')
    return [
        # unshare(1) that waits for its child blocks SIGTERM.
        *("setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child"),
        *("sh", "-euc", enter, "inside", str(root), str(project), HOSTNAME, PROJECT, *argv),
    ]
