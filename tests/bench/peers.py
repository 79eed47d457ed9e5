"""The launchers that people use for this job, and how each is told to run a command as another user."""

from __future__ import annotations

import pwd
import shutil
import subprocess
from collections.abc import Mapping

USER = "nobody"
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
"""What every launcher and target is started with."""

PEERS = {
    "su-exec": ("su-exec", USER, "{true}"),
    "chpst": ("chpst", "-u", USER, "{true}"),
    "setuidgid": ("setuidgid", USER, "{true}"),
    "s6-setuidgid": ("s6-setuidgid", USER, "{true}"),
    "setpriv": ("setpriv", "--reuid={uid}", "--regid={gid}", "--init-groups", "{true}"),
    "chroot --userspec": ("chroot", "--userspec={uid}:{gid}", "/", "{true}"),
    "gosu": ("gosu", USER, "{true}"),
    "busybox start-stop-daemon": ("busybox", "start-stop-daemon", "-S", "-c", USER, "-x", "{true}"),
    "runuser": ("runuser", "-u", USER, "--", "{true}"),
    "sudo": ("sudo", "-u", USER, "--", "{true}"),
    "su": ("su", "-s", "/bin/sh", USER, "-c", "exec {true}"),
}


def installed(true: str, environment: Mapping[str, str] = ENVIRONMENT) -> dict[str, tuple[str, ...]]:
    """Return the command that runs ``true`` under each peer that is installed and does its work here."""
    account = pwd.getpwnam(USER)
    found = {}
    for name, words in PEERS.items():
        path = shutil.which(words[0], path=environment["PATH"])
        if path is None:
            continue
        filled = [word.format(true=true, uid=account.pw_uid, gid=account.pw_gid) for word in words[1:]]
        done = subprocess.run([path, *filled], env=environment, check=False, capture_output=True)
        if done.returncode == 0:
            found[name] = (path, *filled)
    return found
