"""Who besides root may change what a path leads to: the file, and every directory and link on the way."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import struct
from typing import TYPE_CHECKING

from dropexec.doctor.text import path_shown, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_LINKS = 40
"""As many symbolic links as the kernel follows (path_resolution(7))."""

_ACL = "system.posix_acl_access"
_ACL_USER, _ACL_GROUP = 0x02, 0x08
_ACL_WRITE = 0x02


def find(root: Path, path: str, trusted: Collection[int] = (0,)) -> Iterator[str]:
    """Yield a phrase for each way in which somebody else could change what runs as ``path`` below ``root``.

    ``trusted`` are the uids that may. A directory with the sticky bit lets nobody change a trusted owner's
    entry in it (unlink(2), EPERM), and is named only where the file itself lies in it. Raises OSError for
    what cannot be looked at.
    """
    todo = [part for part in path.split("/") if part]
    done: list[str] = []
    links = 0
    while todo:
        directory = "/" + "/".join(done)
        part = todo.pop(0)
        if part == "..":
            done = done[:-1]
            continue
        here = root / directory.lstrip("/") / part
        status = os.lstat(here)
        link = stat.S_ISLNK(status.st_mode)
        above = os.stat(root / directory.lstrip("/"))
        sticky = above.st_mode & stat.S_ISVTX and status.st_uid in trusted and (todo or link)
        if (who := _who(root / directory.lstrip("/"), above, trusted)) and not sticky:
            yield f"{who} may write the directory {path_shown(directory)}"
        if link:
            links += 1
            if links > _LINKS:
                raise OSError(f"too many symbolic links in {path_shown(path)}")
            target = os.readlink(here)
            done = [] if target.startswith("/") else done
            todo = [each for each in target.split("/") if each not in ("", ".")] + todo
            continue
        done.append(part)
        if not todo and (who := _who(here, status, trusted)):
            yield f"{who} may write {path_shown('/' + '/'.join(done))}"


def _who(path: Path, status: os.stat_result, trusted: Collection[int]) -> str | None:
    """Return who may write a file or directory besides those trusted, None for nobody."""
    if status.st_mode & stat.S_IWOTH:
        return "everybody"
    if status.st_uid not in trusted:
        return f"its owner {_user(status.st_uid)}"
    if status.st_mode & stat.S_IWGRP:
        # With an access control list these bits are its mask (acl(5)).
        if status.st_gid != 0:
            return f"group {_group(status.st_gid)}"
        return _listed(path, trusted)
    return None


def _listed(path: Path, trusted: Collection[int]) -> str | None:
    """Return somebody whom an access control list lets write (acl(5), linux/posix_acl_xattr.h)."""
    try:
        value = os.getxattr(path, _ACL)
    except OSError:
        return None
    for tag, permission, number in struct.iter_unpack("<HHI", value[4:]):
        if permission & _ACL_WRITE and tag == _ACL_USER and number not in trusted:
            return f"{_user(number)}, by an access control list,"
        if permission & _ACL_WRITE and tag == _ACL_GROUP and number != 0:
            return f"group {_group(number)}, by an access control list,"
    return None


def _user(uid: int) -> str:
    try:
        return shown(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return f"uid {uid}"


def _group(gid: int) -> str:
    try:
        return shown(grp.getgrgid(gid).gr_name)
    except KeyError:
        return str(gid)
