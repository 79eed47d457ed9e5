"""The tools: each module has the grammar of one, and what its command lines mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate.tools import (
    chpst,
    chroot,
    daemon,
    gosu,
    runuser,
    setpriv,
    setuidgid,
    start_stop_daemon,
    su,
    sudo,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.intent import Intent
    from dropexec.translate.invocation import Invocation
    from dropexec.translate.word import Word

    Reader = Callable[[Sequence[Word], Circumstances], Invocation]
    Meaning = Callable[[Invocation, Circumstances], Intent]

TOOLS: dict[str, tuple[Reader, Meaning]] = {
    "chpst": (chpst.read, chpst.intent),
    "chroot": (chroot.read, chroot.intent),
    "daemon": (daemon.read, daemon.intent),
    "gosu": (gosu.read, gosu.intent),
    "runuser": (runuser.read, runuser.intent),
    "s6-setuidgid": (setuidgid.read, setuidgid.intent),
    "setpriv": (setpriv.read, setpriv.intent),
    "setuidgid": (setuidgid.read, setuidgid.intent),
    "start-stop-daemon": (start_stop_daemon.read, start_stop_daemon.intent),
    "su": (su.read, su.intent),
    "su-exec": (gosu.read, gosu.intent),
    "sudo": (sudo.read, sudo.intent),
}
"""By the name of the tool: how its words are read, and what they mean."""

NAMES = {**{name: name for name in TOOLS}, "su-rs": "su", "sudo-rs": "sudo"}
"""By the last part of a command's path: the tool."""
