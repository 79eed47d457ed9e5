"""What people put before a command that is to run as another user, and how the lab calls it.

Most of these change no user; the target then gets its own from setpriv(1), which leaves no process behind.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Prefix:
    """A tool by its program's path in the root; its template, and what has to run beside it.

    `without` are the scenarios that it cannot be put in.
    """

    program: str
    template: tuple[str, ...]
    before: str = ""
    without: tuple[str, ...] = ()


_SETPRIV = ("setpriv", "--reuid", "{uid}", "--regid", "{gid}", "--init-groups", "--", "{argv}")
_EXEC_SETPRIV = "exec setpriv --reuid {uid} --regid {gid} --init-groups -- {argv}"

# A service directory, and a configuration, for the one program; the shell is gone when they start.
_RUNSV = """\
mkdir {scratch}/service
printf '#!/bin/sh\\nexec chpst -u {user} %s\\n' "$*" >{scratch}/service/run
chmod +x {scratch}/service/run
exec runsv {scratch}/service
"""
_SUPERVISORD = """\
cat >{scratch}/supervisord.conf <<END
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile={scratch}/supervisord.pid
user=root
[program:target]
command=$*
user={user}
END
exec supervisord -n -c {scratch}/supervisord.conf
"""
_POLKIT = """\
mkdir -p /run/dbus
dbus-daemon --system --nofork >/dev/null 2>&1 & beside=$!
until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done
/usr/lib/polkit-1/polkitd --no-debug >/dev/null 2>&1 & beside="$beside $!"
until dbus-send --system --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.GetNameOwner string:org.freedesktop.PolicyKit1 >/dev/null 2>&1; do sleep 0.1; done"""

PREFIXES = {
    "capsh": Prefix("/usr/sbin/capsh", ("capsh", "--user={user}", "--", "-c", "{shell_command}")),
    "pkexec": Prefix(
        "/usr/bin/pkexec",
        ("pkexec", "--keep-cwd", "--user", "{user}", "{program}", "{arguments}"),
        _POLKIT,
        ("pid1",),  # it wants to see when its parent started, and has none that it can see
    ),
    "unshare": Prefix(
        "/usr/bin/unshare", ("unshare", "--setuid", "{uid}", "--setgid", "{gid}", "--", "{argv}")
    ),
    "unshare-pid": Prefix("/usr/bin/unshare", ("unshare", "--pid", "--fork", "--", *_SETPRIV)),
    "unshare-pid-kill": Prefix(
        "/usr/bin/unshare", ("unshare", "--pid", "--fork", "--kill-child", "--", *_SETPRIV)
    ),
    "sg": Prefix("/usr/bin/sg", ("sg", "nogroup", "-c", _EXEC_SETPRIV)),
    "setsid": Prefix("/usr/bin/setsid", ("setsid", "--wait", *_SETPRIV)),
    "flock": Prefix("/usr/bin/flock", ("flock", "{scratch}/lock", *_SETPRIV)),
    "bwrap": Prefix("/usr/bin/bwrap", ("bwrap", "--unshare-pid", "--dev-bind", "/", "/", "--", *_SETPRIV)),
    "script": Prefix(
        "/usr/bin/script", ("script", "--quiet", "--return", "--command", _EXEC_SETPRIV, "/dev/null")
    ),
    "timeout": Prefix("/usr/bin/timeout", ("timeout", "1h", *_SETPRIV)),
    "timeout-kill": Prefix("/usr/bin/timeout", ("timeout", "--kill-after=1", "1h", *_SETPRIV)),
    "tini": Prefix("/usr/bin/tini", ("tini", "-s", "--", *_SETPRIV)),
    "dumb-init": Prefix("/usr/bin/dumb-init", ("dumb-init", "--", *_SETPRIV)),
    "catatonit": Prefix("/usr/bin/catatonit", ("catatonit", "--", *_SETPRIV)),
    "daemon": Prefix("/usr/bin/daemon", ("daemon", "--foreground", "--user={user}", "--", "{argv}")),
    "runsv": Prefix("/usr/bin/runsv", ("sh", "-euc", _RUNSV, "runsv", "{argv}")),
    "supervisord": Prefix("/usr/bin/supervisord", ("sh", "-euc", _SUPERVISORD, "supervisord", "{argv}")),
}
