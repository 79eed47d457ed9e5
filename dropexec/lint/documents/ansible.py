"""Ansible's task files: what a task's shell runs, and the units that it writes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role, Service, Supervisor
from dropexec.lint.documents import embedded, shell, yaml_command
from dropexec.lint.documents.compose import pairs, text, value
from dropexec.lint.documents.document import Document, Unreadable, unreadable_at
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shfmt import ShellSyntaxError
from dropexec.lint.documents.yaml_file import YamlFile, YamlSyntaxError
from dropexec.lint.passage import Quoted
from dropexec.lint.word import PlacedWord

if TYPE_CHECKING:
    from dropexec.lint.documents.yaml_file import Node
    from dropexec.lint.source import Source

_EXPANSION = re.compile(r"(?s)\{\{.*?\}\}|\{%.*?%\}|(?!)()")
_SHELLS = frozenset(("shell", "raw", "script"))
_COMMANDS = frozenset(("command",))
_WRITERS = frozenset(("copy", "blockinfile", "template"))
_WHY = "it stands in a task of Ansible; mend it there"
_TASK = re.compile(
    r"^[ \t]*-?[ \t]*(?:tasks|pre_tasks|post_tasks|handlers|hosts|become|notify"
    r"|(?:ansible\.\w+\.)?(?:shell|command|raw|copy|template|blockinfile|systemd|service))[ \t]*:",
    re.MULTILINE,
)


def recognises(text_: str) -> bool:
    """Return whether a text is a list, and has a word of a play or a task."""
    return re.search(r"^- ", text_, re.MULTILINE) is not None and _TASK.search(text_) is not None


def read(source: Source) -> Document:
    """Return the commands of the tasks, and of the units that they write; raises MissingParserError."""
    try:
        file = YamlFile(source)
    except YamlSyntaxError as error:
        return Document(source, unreadable=(unreadable_at(source, error.offset, str(error)),))
    reader = _Reader(source, file)
    for document in file.documents:
        if document.id == "sequence":
            reader.tasks(document)
    return Document(source, tuple(reader.commands), unreadable=tuple(reader.unreadable))


class _Reader:
    def __init__(self, source: Source, file: YamlFile) -> None:
        self._source = source
        self._file = file
        self.commands: list[Command] = []
        self.unreadable: list[Unreadable] = []

    def tasks(self, node: Node) -> None:
        for task in node.value:
            for name, said in pairs(task):
                module = str(name.value).rpartition(".")[2]
                if said.id == "sequence" and module in _LISTS:
                    self.tasks(said)
                elif module in _SHELLS:
                    self._run(_string(said))
                elif module in _COMMANDS:
                    self._command(_string(said), value(said, "argv"))
                elif module in _WRITERS:
                    self._written(value(said, "content") or value(said, "block"))

    def _run(self, node: Node | None) -> None:
        """Take the commands of a shell: it is waited for, but for what it leaves in the background."""
        atoms = self._file.characters(node) if node is not None else None
        if not atoms:
            return
        filled = yaml_command.filled(atoms, _EXPANSION)
        word = PlacedWord(tuple(filled), atoms[0].start, atoms[-1].end)
        frame = Frame(
            self._source,
            _service(),
            "shell:",
            role=Role.START,
            last=Role.START,
            wants_exec=False,
            pinned=_WHY,
            unreadable=self.unreadable,
        )
        passage = Quoted(word, yaml_command.UNWRITTEN)
        try:
            self.commands += shell.read(passage, frame)
        except ShellSyntaxError as error:
            offset = passage.start(shell.index_of(passage.value, error.line, error.column))
            self.unreadable.append(unreadable_at(self._source, offset, str(error)))

    def _command(self, node: Node | None, words: Node | None) -> None:
        said = words if words is not None and words.id == "sequence" else node
        if said is None:
            return
        try:
            found, dialect = yaml_command.read(self._file, said, _EXPANSION)
        except ValueError as error:
            self.unreadable.append(unreadable_at(self._source, self._file.start(said), str(error)))
            return
        if found:
            self.commands.append(
                Command(
                    source=self._source,
                    words=tuple(found),
                    start=found[0].start,
                    end=found[-1].end,
                    role=Role.STEP,
                    service=_service(),
                    dialect=dialect,
                    directive="command:",
                    pinned=_WHY,
                )
            )

    def _written(self, node: Node | None) -> None:
        if node is None or node.id != "scalar":
            return
        atoms = self._file.characters(node)
        if atoms:
            written = "".join(atom.text for atom in atoms)
            places = [(atom.start, atom.end) for atom in atoms]
            found = embedded.read(self._source, written, places, _WHY)
            self.commands += [replace(command, other_machine=True) for command in found.commands]
            self.unreadable += found.unreadable


_LISTS = frozenset(("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"))


def _string(node: Node) -> Node | None:
    """Return the scalar that is run: the module's own, or that of its ``cmd``."""
    if node.id == "scalar":
        return node
    return value(node, "cmd") if text(node, "cmd") is not None else None


def _service() -> Service:
    return Service(Supervisor.ANSIBLE)
