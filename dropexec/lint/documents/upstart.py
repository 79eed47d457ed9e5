"""Upstart job files (init(5)): stanzas, their scripts, and what they say of the job."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, ForkCount, Role, Service, Supervisor, Timeout, UserLine
from dropexec.lint.documents import shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.passage import Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.source import Source

_PHASES = ("pre-start", "post-start", "pre-stop", "post-stop")
_STANZA = re.compile(
    r"(description|author|start\s+on|stop\s+on|respawn|expect|task|instance|kill|exec|script|console|env"
    r"|export|setuid|setgid|chdir|chroot|umask|nice|oom|limit|emits|version|usage|reload|manual|normal|apparmor"
    r"|cgroup|import|debug|service|pid|(?:pre|post)-(?:start|stop))\b"
)
_FORKS = {"fork": 1, "daemon": 2}


@dataclass(frozen=True)
class Stanza:
    """One stanza with its bytes; a script's value is what stands between its first and last line."""

    start: int
    end: int
    words: tuple[str, ...] = ()
    value_start: int = 0
    value_end: int = 0

    @property
    def phase(self) -> str:
        """The phase that an exec or a script belongs to, "" for the main process."""
        return self.words[0] if self.words and self.words[0] in _PHASES else ""

    @property
    def verb(self) -> str:
        """The stanza's name, behind the phase."""
        return self.words[1] if self.phase and len(self.words) > 1 else (self.words or ("",))[0]


def recognises(text: str) -> bool:
    """Return whether a text reads as a job file: it runs something, and every stanza is one of init(5)."""
    runs = re.search(r"^(?:exec[ \t]|script[ \t]*\r?$)", text, re.MULTILINE)
    return runs is not None and all(not s.words or _STANZA.match(" ".join(s.words)) for s in stanzas(text))


def stanzas(text: str) -> Iterator[Stanza]:
    """Yield every stanza, comment and blank line, all bytes of the text in order."""
    index = 0
    while index < len(text):
        end = _line_end(text, index)
        body = text[index:end].strip()
        if not body or body.startswith("#"):
            yield Stanza(index, end)
        else:
            words = tuple(body.split())
            found = Stanza(index, end, words)
            if found.verb == "script":
                stop, end = _script_end(text, end)
                yield Stanza(index, end, words, found.end, stop)
            else:
                yield _valued(text, found)
        index = end


def _line_end(text: str, index: int) -> int:
    while True:
        end = text.find("\n", index)
        if end < 0:
            return len(text)
        if not text[index:end].rstrip("\r").endswith("\\"):
            return end + 1
        index = end + 1


def _script_end(text: str, index: int) -> tuple[int, int]:
    found = re.compile(r"^[ \t]*end[ \t]+script[ \t]*\r?$\n?", re.MULTILINE).search(text, index)
    return (found.start(), found.end()) if found else (len(text), len(text))


def _valued(text: str, stanza: Stanza) -> Stanza:
    names = 2 if stanza.phase else 1
    match = re.compile(rf"\s*(?:\S+\s+){{{names}}}").match(text, stanza.start, stanza.end)
    start = match.end() if match else stanza.end
    end = start + len(text[start : stanza.end].rstrip())
    return replace(stanza, value_start=start, value_end=end)


def read(source: Source) -> Document:
    """Return the commands of a job file; raises MissingParserError."""
    found = list(stanzas(source.text))
    service, literals = _service(found)
    task = any(stanza.verb == "task" for stanza in found)
    commands: list[Command] = []
    unreadable: list[Unreadable] = []
    for stanza in found:
        if stanza.verb not in ("exec", "script") or stanza.value_end <= stanza.value_start:
            continue
        frame = Frame(source, service, _directive(stanza), literals=literals)
        role = _role(stanza, task)
        frame = replace(frame, last=role, role=Role.STEP, fixed=None if role is Role.MAIN else role)
        passage = Plain(source.text[stanza.value_start : stanza.value_end], stanza.value_start)
        try:
            read_commands = shell.read(passage, frame)
        except ShellSyntaxError as error:
            offset = stanza.value_start + shell.index_of(passage.value, error.line, error.column)
            unreadable.append(unreadable_at(source, offset, str(error)))
            continue
        commands += [_placed(command, stanza) for command in read_commands]
        unreadable += frame.unreadable
    return Document(source, tuple(commands), unreadable=tuple(unreadable))


def _placed(command: Command, stanza: Stanza) -> Command:
    """Return a command of ``exec`` as one that replaces the job's process: init(8) puts exec before it."""
    line = UserLine("setuid {}", stanza.start) if not stanza.phase and command.service.user is None else None
    if stanza.verb == "exec" and command.role is Role.MAIN:
        return replace(command, replaces=True, insert_exec=None, user_line=line)
    return replace(command, user_line=line)


def _directive(stanza: Stanza) -> str:
    return " ".join(filter(None, (stanza.phase, stanza.verb)))


def _role(stanza: Stanza, task: bool) -> Role:
    if stanza.phase in ("pre-stop", "post-stop"):
        return Role.STOP
    return Role.STEP if stanza.phase or task else Role.MAIN


def _service(found: list[Stanza]) -> tuple[Service, dict[str, str]]:
    service = Service(
        Supervisor.UPSTART,
        one_pid="Upstart signals the process group of its job, which the tool's session is not part of",
    )
    literals: dict[str, str] = {}
    names: list[str] = []
    for stanza in found:
        words = stanza.words
        said = " ".join(words)
        if words[:2] == ("kill", "timeout") and len(words) == 3 and words[2].isdigit():
            service = replace(service, timeout=Timeout(said, float(words[2])))
        elif words[:1] == ("setuid",) and len(words) == 2 and words[1] not in ("root", "0"):
            service = replace(service, user=words[1])
        elif words[:2] == ("reload", "signal"):
            service = replace(service, reload=said)
        elif words[:1] == ("expect",) and len(words) == 2 and words[1] in _FORKS:
            service = replace(service, forks=ForkCount(said, _FORKS[words[1]], stanza.start, stanza.end))
        elif words[:1] == ("env",) and len(words) > 1:
            name, equals, value = " ".join(words[1:]).partition("=")
            names.append(name)
            if equals and value.strip("\"'"):
                literals[name] = value.strip("\"'")
    return replace(service, variables=tuple(names)), literals
