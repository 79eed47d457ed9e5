"""Shell scripts as files: what kind of script one is, and so what its commands are to its service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.lint.command import Role, Service, Supervisor
from dropexec.lint.documents import openrc, shell, shfmt
from dropexec.lint.documents.document import Document, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.passage import Plain
from dropexec.lint.source import BOM

if TYPE_CHECKING:
    from dropexec.lint.source import Source

_SHEBANG = re.compile(r"#![ \t]*(\S+)[ \t]*([^\r\n]*)")
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "mksh", "openrc-run", "runscript"))
_LSB = re.compile(
    r"^### BEGIN INIT INFO|^# ?chkconfig:|^\s*\. \S*(?:init\.d/functions|lsb/init-functions)", re.MULTILINE
)
_CASE = re.compile(r"""case\s+["']?\$\{?1\}?["']?\s+in\s[\s\S]*?\bstart\b[^)\n]*\)""")
_PID_FILE = re.compile(r"""^[ \t]*(?:export[ \t]+|local[ \t]+)?(PID_?FILE|pid_?file|PIDF)=""", re.MULTILINE)
_HOOK = re.compile(
    r"/(?:cron\.(?:hourly|daily|weekly|monthly)|(?:ip|ipv6)-(?:up|down)\.d|if-(?:pre-)?(?:up|down|post-down)\.d"
    r"|dispatcher\.d|update-motd\.d|apt/apt\.conf\.d|dhclient-\w+-hooks\.d)/[^/]+\Z"
    r"|/DEBIAN/[^/]+\Z|/dpkg/info/[^/]+\.(?:pre|post)(?:inst|rm)\Z"
)
"""Scripts that are run at an event and waited for: maintainer scripts, cron's, the network's."""

_STARTS = frozenset(("start", "start_service", "do_start", "start_daemon", "start_pre", "restart"))
_STOPS = frozenset(("stop", "stop_service", "do_stop", "stop_daemon", "reload", "do_reload"))


def interpreter(text: str) -> str:
    """Return the shell that the first line names: the last component of its path; nothing for other files."""
    found = _SHEBANG.match(text)
    if found is None:
        return ""
    names = [found[1].rpartition("/")[2], *(word for word in found[2].split() if not word.startswith("-"))]
    if names[0] in ("env", "with-contenv") and len(names) > 1:
        return names[1].rpartition("/")[2]
    return names[0]


def is_shell(text: str) -> bool:
    """Return whether the first line names a shell whose grammar is read here (execline and zsh are not)."""
    return interpreter(text) in _SHELLS


def read(source: Source) -> Document:
    """Return the script's commands; raises MissingParserError."""
    start = len(BOM) if source.data.startswith(BOM) else 0
    text = source.text[start:]
    first = text.partition("\n")[0]
    returns = start + len(first) - 1 if text.startswith("#!") and first.endswith("\r") else None
    passage = Plain(text, start)
    frame = frame_of(source, text, "its lines end in CR LF: it does not run as it is" if returns else None)
    try:
        commands = shell.read(passage, frame)
        if frame.service.supervisor is Supervisor.OPENRC:
            commands += openrc.declared(passage, shfmt.parse(text), frame)
    except ShellSyntaxError as error:
        offset = start + shell.index_of(text, error.line, error.column)
        return Document(source, (), returns, (unreadable_at(source, offset, str(error)),))
    return Document(source, tuple(commands), returns, tuple(frame.unreadable))


def frame_of(source: Source, text: str, pinned: str | None = None) -> Frame:
    """Return how the commands of a script are to be understood."""
    name = source.name.replace("\\", "/")
    base = name.rpartition("/")[2]
    shebang = _SHEBANG.match(text)
    program = interpreter(text)
    if _HOOK.search(name):
        return Frame(source, Service(Supervisor.SCRIPT), "", fixed=Role.STEP, pinned=pinned)
    if program in ("openrc-run", "runscript"):
        return _init_script(source, text, Supervisor.OPENRC, pinned)
    if _LSB.search(text) or "/init.d/" in name or _CASE.search(text):
        return _init_script(source, text, Supervisor.SYSV, pinned)
    if base == "run" or base.endswith(".run"):
        s6 = (shebang is not None and "with-contenv" in shebang[0]) or "/s6" in name or "/services.d/" in name
        who = Supervisor.S6 if s6 else Supervisor.RUNIT
        service = Service(who, one_pid=f"{who.value} signals the PID of its run script alone")
        return Frame(source, service, "", last=Role.MAIN, pinned=pinned)
    entry = "entrypoint" in base.lower()
    container = entry or re.search(r'^\s*exec\s+"\$@"', text, re.MULTILINE) is not None
    one_pid = "the container runtime signals PID 1 alone" if container else None
    service = Service(Supervisor.CONTAINER if container else Supervisor.SCRIPT, one_pid=one_pid)
    return Frame(source, service, "", last=Role.MAIN, last_passes_arguments=not entry, pinned=pinned)


def _init_script(source: Source, text: str, supervisor: Supervisor, pinned: str | None) -> Frame:
    found = _PID_FILE.search(text)
    service = Service(supervisor, pid_file=found[1] if found else None)
    return Frame(
        source,
        service,
        "",
        role=Role.START,
        last=Role.START,
        starts=_STARTS,
        stops=_STOPS,
        pinned=pinned,
    )
