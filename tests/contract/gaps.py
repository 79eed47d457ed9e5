"""What a launcher does not do yet: strict xfails, each with its reason, by launcher and case."""

from __future__ import annotations

import re

import pytest

from tests.contract.launch import Launcher

ALL = "(python|zipapp|native|static|sanitized)"
PYTHON = "(python|zipapp)"
NATIVE = "(native|static|sanitized)"
LIBC = "(python|zipapp|native)"

GAPS: list[tuple[str, str]] = [
    (rf"{ALL}/rlimit-hard.*", "--rlimit=nofile=hard is to come"),
    (rf"{ALL}/new-keyring.*", "--new-keyring is to come"),
    (rf"{ALL}/inherit-groups.*", "--inherit-groups is to come"),
    (rf"{ALL}/plain/(setgroups|setresuid)/(EPERM|ENOSYS|EIO)", "the message does not say which call"),
    (rf"{ALL}/plain/setgroups/EINVAL", "the message does not say which call"),
    (rf"{ALL}/plain/setresgid/(EPERM|ENOSYS|EIO)", "the message does not say which call"),
    (rf"{ALL}/ambient-caps/PR_SET_KEEPCAPS/E.*", "the message does not say which call"),
    (rf"{PYTHON}/plain/(getresuid|getresgid|getgroups)/.*", "internal error"),
    (rf"{PYTHON}/nice/getpriority/.*", "internal error"),
    (rf"{PYTHON}/rlimit/getrlimit-msgqueue/.*", "internal error"),
    (rf"{PYTHON}/rlimit/setrlimit-msgqueue/EINVAL", "internal error"),
    (rf"{PYTHON}/no-tty(-leads)?/setsid/(EINVAL|ENOSYS|EIO)", "internal error"),
    (rf"{ALL}/umask(-0)?/umask/.*", "a refused umask is not noticed"),
    (rf"{ALL}/pdeathsig/PR_SET_PDEATHSIG/faked", "the parent-death signal is not read back"),
    (rf"{NATIVE}/bounding-caps/PR_CAPBSET_READ/.*", "takes the first error for the end of the set"),
    (rf"{ALL}/open/etc/login.defs/EPERM", "taken for absent"),
    (rf"{ALL}/open/etc/(passwd|group)/EPERM", "taken for absent"),
    (rf"{PYTHON}/open/etc/passwd/.*", "taken for absent"),
    (rf"{LIBC}/open/etc/group/.*", "taken for absent"),
    (rf"{PYTHON}/read/etc/passwd/.*", "taken for its end"),
    (rf"{LIBC}/read/etc/group/.*", "taken for its end"),
    (rf"{PYTHON}/read/etc/login.defs/EPERM", "taken for absent"),
    (rf"{ALL}/write-0", "hangs"),
    (rf"{ALL}/file/.*/a FIFO/.*", "hangs"),
    (rf"{ALL}/file/.*//dev/zero/.*", "no answer"),
    (rf"{ALL}/file/.*/(a directory|a socket|unreadable|a line over 1 MiB)/.*", "not looked at"),
    (rf"{LIBC}/file/group/a link to itself/.*", "not looked at"),
    (rf"{LIBC}/file/passwd/a link to itself/5001.*", "not looked at"),
    (rf"{PYTHON}/file/passwd/a link to itself/dxuser", "not looked at"),
    (rf"{ALL}/malformed-.*", "passed over in silence"),
    (rf"{PYTHON}/encoding/(?!latin).*/b'(?!.xc3).*", "getgrouplist gets a name in UTF-8"),
    (rf"{PYTHON}/encoding/latin-1/.*", "getgrouplist gets a name in UTF-8"),
    (rf"{LIBC}/refusing/.*", "taken for a missing account"),
    (r"(static|sanitized)/files-only", "does not say so"),
]


def gap(request: pytest.FixtureRequest, launcher: Launcher, case: str) -> None:
    """Mark the test as one that fails for this launcher, where the case is a known gap."""
    names = {"python": "python", "console": "python", "native": "native", "musl": "static"}
    name = names[launcher.kind] if launcher.name == "installed" else launcher.name
    for pattern, reason in GAPS:
        if re.fullmatch(pattern, f"{name}/{case}"):
            hangs = "hangs" in reason or "no answer" in reason
            request.applymarker(pytest.mark.xfail(reason=reason, strict=True, run=not hangs))
