"""Scratch accounts, in an /etc of a mount namespace of the tests' own."""

from __future__ import annotations

import ctypes
import os
import stat
import subprocess
from pathlib import Path

CLONE_NEWNS = 0x00020000

MANY = tuple(range(20000, 20300))
"""The gids of the 300 groups that dxmany is in."""

PASSWD = """\
dxuser:x:5001:5001:a user in two more groups:/home/dxuser:/bin/sh
dxlone:x:5010:5010:in no group but its own:/:/bin/sh
dxmany:x:5011:5011:in 300 groups:/:/bin/sh
dxbare:x:5012:5012:no home and no shell::
dx.dot:x:5013:5013::/:/bin/sh
dxtoor:x:0:0:another name of uid 0:/root:/bin/sh
5005:x:6005:6005:a name that is another account's number:/:/bin/sh
5007:x:6007:6007:such a name, and a shell that is not ASCII:/:/bin/sh\u00e9
7007:x:7007:7007:a name that is its own number:/:/bin/sh
0day:x:5014:5014:a name that begins with a digit:/:/bin/sh
4294967296:x:0:0:out of range as a number:/:/bin/sh
dxminus:x:4294967295:5001:uid (uid_t)-1:/:/bin/sh
dxgminus:x:5015:4294967295:gid (gid_t)-1:/:/bin/sh
dxunnamed:x:5016:59999:login group without an entry:/:/bin/sh
lint:x:5021:5001::/:/bin/sh
explain:x:5022:5001::/:/bin/sh
doctor:x:5023:5001::/:/bin/sh
compat:x:5024:5001::/:/bin/sh
watch:x:5025:5001::/:/bin/sh
"""

GROUP = """\
dxuser:x:5001:
dxsupa:x:5002:dxuser
dxsupb:x:5003:dxuser,dxtoor
dxother:x:5004:
dxlone:x:5010:
5006:x:6006:
5031:x:5031:
10staff:x:5030:
dxminus:x:4294967295:
"""


def install(scratch: Path) -> None:
    """Give this process and its children an /etc and a /dev of their own, with the scratch accounts added.

    Needs root.  Nothing outside this process sees it, and it ends with the process.  So nothing that a
    launcher does to an account file or a device, however wrong it is, touches the machine.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWNS)")
    _mount("--make-rprivate", "/")
    _copy_etc(scratch / "etc")
    _copy_dev(scratch / "dev")


def remove() -> None:
    """Take the private /etc and /dev away again."""
    for path in ("/etc", "/dev"):
        subprocess.run(["/usr/bin/umount", "--lazy", path], check=True)


def _copy_etc(copy: Path) -> None:
    subprocess.run(["/usr/bin/cp", "-a", "/etc", str(copy)], check=True)
    many = "".join(f"dxg{gid}:x:{gid}:dxmany\n" for gid in MANY)
    for name, extra in (("passwd", PASSWD), ("group", GROUP + many)):
        file = copy / name
        text = file.read_text(encoding="utf-8") + extra
        file.unlink()  # a link, or one of the machine's own inodes
        file.write_text(text, encoding="utf-8")
        os.chmod(file, 0o644)
    _mount("--bind", str(copy), "/etc")


def _copy_dev(copy: Path) -> None:
    """Make every device again on a file system of the tests' own: its owner and its mode are of an inode."""
    copy.mkdir()
    _mount("-t", "tmpfs", "-o", "mode=0755", "dropexec-tests", str(copy))
    subprocess.run(["/usr/bin/cp", "-a", "--one-file-system", "/dev/.", str(copy)], check=True)
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        place = line.split()[1]
        inside = copy / place.removeprefix("/dev/")
        if not place.startswith("/dev/") or not inside.exists():
            continue
        status = os.stat(place)
        if stat.S_ISCHR(status.st_mode):  # a root that has the machine's own node, bound
            _make_node(inside, status.st_rdev, stat.S_IMODE(status.st_mode))
        else:  # pts, shm, mqueue
            _mount("--bind", place, str(inside))
    if not (copy / "console").exists():
        _make_node(copy / "console", os.makedev(5, 1), 0o600)
    # Moved, not bound: whoever removes the scratch directory must not find the machine's shared memory there.
    _mount("--move", str(copy), "/dev")


def _make_node(path: Path, device: int, mode: int) -> None:
    path.unlink(missing_ok=True)
    os.mknod(path, stat.S_IFCHR | mode, device)
    path.chmod(mode)


def _mount(*words: str) -> None:
    subprocess.run(["/usr/bin/mount", *words], check=True)
