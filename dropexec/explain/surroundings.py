"""What this machine adds to a Plan: this process's umask, the group database, the files that su heeds."""

from __future__ import annotations

import glob
import grp
import os
import resource
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dropexec.launcher.database import SYSTEM

if TYPE_CHECKING:
    from dropexec.launcher.plan import Plan

PROFILES = (".bash_profile", ".bash_login", ".profile")
"""What a login shell reads in the home directory: bash the first that it finds, others the last one."""


@dataclass(frozen=True)
class Surroundings:
    """Facts about this machine and this process, none of them decided by the launcher.

    ``umask`` is this process's.  ``member_of`` holds the account's groups as the group database has them,
    by gid, and ``group_names`` every group that the plan names.  ``limits`` holds the present (soft, hard)
    by name, -1 for unlimited.  ``limits_files`` and the environment files are (path, text) in the order in
    which PAM reads them.  ``login_gid`` is the login group, and ``initialised`` the groups that
    initgroups(3) gives with the plan's gid in its place, which is what systemd does.  ``profiles`` are the
    paths of the profiles that exist, ``login_shell`` is the account's as passwd(5) has it.  ``security`` is
    the security module whose policy is loaded ("selinux" or "apparmor") and this process's domain in it.
    """

    umask: int
    directory: str
    group_names: dict[int, str] = field(default_factory=dict)
    member_of: dict[int, str] = field(default_factory=dict)
    login_gid: int | None = None
    initialised: dict[int, str] = field(default_factory=dict)
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    limits_files: list[tuple[str, str]] = field(default_factory=list)
    system_environment: tuple[str, str] | None = None
    user_environment: tuple[str, str] | None = None
    profiles: list[str] = field(default_factory=list)
    login_shell: str = ""
    security: tuple[str, str] | None = None


def survey(plan: Plan) -> Surroundings:
    """Read the surroundings of a plan; what cannot be read counts as absent."""
    account = plan.account
    home = account.home.rstrip("/")
    entry = None if account.name is None else SYSTEM.user_named(account.name)
    login_gid = None if entry is None else entry.gid
    groups = {
        account.gid,
        *plan.left_out,
        *(plan.caller.groups if account.groups is None else account.groups),
    }
    profiles = ["/etc/profile", *(f"{home}/{name}" for name in PROFILES)]
    return Surroundings(
        umask=_umask(),
        directory=_directory(),
        group_names={gid: name for gid in sorted(groups) if (name := _group_name(gid)) is not None},
        member_of=_initialised(account.name, login_gid),
        login_gid=login_gid,
        initialised=_initialised(account.name, account.gid),
        limits=_limits(),
        limits_files=[
            (path, text)
            for path in ("/etc/security/limits.conf", *sorted(glob.glob("/etc/security/limits.d/*.conf")))
            if (text := _text(path)) is not None
        ],
        system_environment=_named("/etc/environment"),
        user_environment=_named(f"{home}/.pam_environment"),
        profiles=[path for path in profiles if os.path.isfile(path)] if account.name is not None else [],
        login_shell="" if entry is None else entry.shell,
        security=security(),
    )


def _umask() -> int:
    # Linux 4.7 shows it; before, umask(2) has to set it to tell it.
    for line in (_text("/proc/self/status") or "").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    present = os.umask(0o077)
    os.umask(present)
    return present


def _directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "."


def _group_name(gid: int) -> str | None:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return None


def _initialised(name: str | None, gid: int | None) -> dict[int, str]:
    if name is None or gid is None:
        return {}
    try:
        return {member: _group_name(member) or str(member) for member in sorted(SYSTEM.groups_of(name, gid))}
    except (OSError, ValueError):
        return {}


def _limits() -> dict[str, tuple[int, int]]:
    return {
        name[len("RLIMIT_") :].lower(): resource.getrlimit(getattr(resource, name))
        for name in dir(resource)
        if name.startswith("RLIMIT_")
    }


def security(root: str = "/") -> tuple[str, str] | None:
    """Return the security module whose policy is loaded and the domain of this process, None for none.

    SELinux shows its file system only where a policy is loaded; AppArmor has a file for whether it is enabled
    (selinuxfs, apparmorfs; proc(5), /proc/pid/attr/current).
    """
    domain = (_text(os.path.join(root, "proc/self/attr/current")) or "").strip("\0\n")
    if os.path.exists(os.path.join(root, "sys/fs/selinux/policy")):
        return ("selinux", domain) if domain else None
    enabled = _text(os.path.join(root, "sys/module/apparmor/parameters/enabled")) or ""
    # An unconfined process has no profile that an exec could take it out of.
    if enabled.startswith("Y") and domain not in ("", "unconfined"):
        return "apparmor", domain
    return None


def _named(path: str) -> tuple[str, str] | None:
    text = _text(path)
    return None if text is None else (path, text)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return None
