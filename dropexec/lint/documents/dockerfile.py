"""Dockerfiles and Containerfiles: instructions with their bytes, and the command that becomes PID 1."""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor, UserLine
from dropexec.lint.documents import script, shell
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.exec_form import ExecFormDialect, read_words
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.passage import Plain
from dropexec.lint.source import BOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.source import Source

_DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*\Z")
_KEYWORD = re.compile(r"\s*([A-Za-z]+)(?=\s|\Z)\s*")
_HEREDOC = re.compile(r"<<(-?)([\"']?)([A-Za-z_][\w.]*)\2")
_TAKES_HEREDOC = ("RUN", "COPY", "ADD")
_ENV_PAIR = re.compile(r"""(?:^|\s)([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)""")
PID_1 = "the container runtime signals PID 1 alone"


@dataclass(frozen=True)
class HereDocument:
    """The body of a here-document and whether the builder leaves its variables alone."""

    start: int
    end: int
    literal: bool


@dataclass(frozen=True)
class Instruction:
    """An instruction, or a comment or blank line (no keyword), with its bytes.

    ``masked`` is the file's text from ``value_start`` to ``value_end`` as a shell would be given it: comment
    lines within a continuation are blanks, and the escape character is a backslash.
    """

    start: int
    end: int
    keyword: str = ""
    value_start: int = 0
    value_end: int = 0
    masked: str = ""
    here_documents: tuple[HereDocument, ...] = ()


def instructions(text: str, start: int = 0) -> Iterator[Instruction]:
    """Yield the instructions of a file, all bytes from ``start`` on in order."""
    escape = _escape(text[start:])
    index = start
    while index < len(text):
        end = _line_end(text, index)
        body = text[index:end].strip()
        if not body or body.startswith("#"):
            yield Instruction(index, end)
        else:
            end, masked = _logical(text, index, escape)
            found = _instruction(text, index, end, masked)
            yield found
            end = found.end
        index = end


def _escape(text: str) -> str:
    """Return the escape character: that of a directive, which stands before anything else."""
    for line in text.splitlines():
        found = _DIRECTIVE.match(line.strip())
        if found is None:
            break
        if found[1].lower() == "escape":
            return found[2]
    return "\\"


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _logical(text: str, index: int, escape: str) -> tuple[int, str]:
    """Return the end of a logical line, and its text of the same length as a shell would read it."""
    parts: list[str] = []
    first = True
    while index < len(text):
        end = _line_end(text, index)
        line = text[index:end]
        index = end
        if not first and (not line.strip() or line.lstrip().startswith("#")):
            parts.append(" " * len(line))
            continue
        first = False
        bare = line.rstrip(" \t\r\n")
        if not bare.endswith(escape):
            parts.append(line)
            break
        tail = len(line) - len(bare)
        # Blanks behind the escape character are allowed, to a shell they are not.
        parts.append(bare[:-1] + " " * (tail - 1) + "\\\n" if tail else bare[:-1] + " ")
    return index, "".join(parts)


def _instruction(text: str, start: int, end: int, masked: str) -> Instruction:
    keyword = _KEYWORD.match(masked)
    if keyword is None:
        return Instruction(start, end)
    value = masked[keyword.end() :].rstrip()
    name = keyword[1].upper()
    bodies: list[HereDocument] = []
    if name in _TAKES_HEREDOC:
        for mark in _HEREDOC.finditer(value):
            stop, after = _body(text, end, mark[3], bool(mark[1]))
            bodies.append(HereDocument(end, stop, bool(mark[2])))
            end = after
    first = start + keyword.end()
    return Instruction(start, end, name, first, first + len(value), value, tuple(bodies))


def _body(text: str, index: int, mark: str, strips: bool) -> tuple[int, int]:
    while index < len(text):
        end = _line_end(text, index)
        line = text[index:end].rstrip("\r\n")
        if (line.lstrip("\t") if strips else line) == mark:
            return index, end
        index = end
    return index, index


def read(source: Source) -> Document:
    """Return the commands that become PID 1, and those of scripts that here-documents hold."""
    return _Reader(source).document()


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._user: str | None = None
        self._variables: dict[str, str] = {}
        self._image = ""
        self._stages: dict[str, str] = {}
        self._commands: list[Command] = []
        self._unreadable: list[Unreadable] = []

    def document(self) -> Document:
        start = len(BOM) if self._source.data.startswith(BOM) else 0
        found = list(instructions(self._source.text, start))
        counting = _counting(found)
        for item in found:
            if item.keyword == "FROM":
                self._user, self._variables = None, {}
                self._image = self._stages.get(_stage(item)[0], _stage(item)[0])
                self._stages[_stage(item)[1]] = self._image
            elif item.keyword == "USER":
                self._user = item.masked.partition(":")[0].strip()
            elif item.keyword in ("ENV", "ARG"):
                self._set(item)
            elif item.keyword in ("COPY", "ADD"):
                self._files(item)
            elif item in counting:
                self._entry(item, _extended(item, counting))
        return Document(self._source, tuple(self._commands), unreadable=tuple(self._unreadable))

    def _add(self, commands: list[Command], entrypoint: bool = True) -> None:
        """Take commands in, each with the distribution of its stage's image."""
        name = distribution(self._image)
        self._commands += [
            replace(command, other_machine=True, image=name, entrypoint=entrypoint) for command in commands
        ]

    def _set(self, item: Instruction) -> None:
        pairs = _ENV_PAIR.findall(item.masked)
        if not pairs and item.keyword == "ENV":
            name, _, value = item.masked.partition(" ")
            pairs = [(name, value.strip())]
        for name, value in pairs:
            self._variables[name] = value.strip("\"'")

    def _service(self) -> Service:
        user = None if self._user in (None, "", "root", "0") else self._user
        names = tuple(self._variables)
        return Service(Supervisor.CONTAINER, user=user, one_pid=PID_1, variables=names)

    def _entry(self, item: Instruction, appended: str | None) -> None:
        # In the JSON form comments and continuations are blanks.
        flat = item.masked.replace("\\\n", "  ")
        words = read_words(" " * item.value_start + flat, item.value_start, item.value_end)
        line = UserLine("USER {}", item.start) if self._user in (None, "root", "0") else None
        if words:
            command = Command(
                source=self._source,
                words=tuple(words),
                start=words[0].start,
                end=words[-1].end,
                role=Role.MAIN,
                service=self._service(),
                dialect=ExecFormDialect(),
                directive=item.keyword,
                replaces=True,
                last=True,
                as_root=line is not None,
                user_line=line,
                appended=appended,
            )
            self._add([command])
            string = shell.command_string(command)
            if string is not None:
                self._add(shell.read_string(command, string, self._frame(item)))
        elif words is None:
            self._shell_form(item, line)

    def _frame(self, item: Instruction) -> Frame:
        literals = {name: value for name, value in self._variables.items() if value and "$" not in value}
        return Frame(
            self._source,
            self._service(),
            item.keyword,
            last=Role.MAIN,
            literals=literals,
            unreadable=self._unreadable,
        )

    def _shell_form(self, item: Instruction, line: UserLine | None) -> None:
        passage = Plain(item.masked, item.value_start)
        try:
            found = shell.read(passage, self._frame(item))
        except ShellSyntaxError as error:
            offset = item.value_start + shell.index_of(passage.value, error.line, error.column)
            self._unreadable.append(unreadable_at(self._source, offset, str(error)))
            return
        alone = len(found) == 1 and not re.search(r"[<>]", passage.value)
        whole = (item.value_start, item.value_end) if alone else None
        self._add([replace(item, user_line=line, exec_form=whole, in_shell_form=True) for item in found])

    def _files(self, item: Instruction) -> None:
        """Read the here-documents that become scripts in the image."""
        for body in item.here_documents:
            text = self._source.text[body.start : body.end]
            if not script.is_shell(text):
                continue
            pinned = None if body.literal or "$" not in text else "the builder expands variables in it first"
            frame = replace(script.frame_of(self._source, text, pinned), unreadable=self._unreadable)
            try:
                self._add(shell.read(Plain(text, body.start), frame), entrypoint=False)
            except ShellSyntaxError as error:
                offset = body.start + shell.index_of(text, error.line, error.column)
                self._unreadable.append(unreadable_at(self._source, offset, str(error)))


def _counting(found: list[Instruction]) -> list[Instruction]:
    """Return the CMD and the ENTRYPOINT of each stage that count, the last ones, and each FROM."""
    counting: list[Instruction] = []
    last: dict[str, Instruction] = {}
    for item in found:
        if item.keyword == "FROM":
            counting += [*last.values(), item]
            last = {}
        elif item.keyword in ("CMD", "ENTRYPOINT"):
            last[item.keyword] = item
    return [*counting, *last.values()]


def _extended(item: Instruction, counting: list[Instruction]) -> str | None:
    """Return whose words follow those of an ENTRYPOINT: the CMD's of its stage, None where there are none."""
    starts = [other.start for other in counting if other.keyword == "FROM"]
    stage = bisect(starts, item.start)
    commands = (x for x in counting if x.keyword == "CMD" and bisect(starts, x.start) == stage)
    follows = item.keyword == "ENTRYPOINT" and any(x.masked.strip("[] \t") for x in commands)
    return "CMD" if follows else None


_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+[Aa][Ss]\s+(\S+))?")
_IMAGES = {"rockylinux": "rocky", "oraclelinux": "ol", "amazonlinux": "amzn", "archlinux": "arch"}


def _stage(item: Instruction) -> tuple[str, str]:
    """Return the image of a FROM, and the name of its stage."""
    found = _FROM.match(item.masked)
    return (found[1], found[2] or "") if found else ("", "")


def distribution(image: str) -> str | None:
    """Return what a base image's name says of its distribution, as ``debian:12``; None where it says nothing.

    Images of applications have a tag of their own, and often one for the distribution in it (``8-bookworm``).
    """
    name, _, tag = image.partition("@")[0].rpartition("/")[2].partition(":")
    name = _IMAGES.get(name, name)
    return f"{name}:{re.split('[-_]', tag)[0]}" if tag and "$" not in tag else None
