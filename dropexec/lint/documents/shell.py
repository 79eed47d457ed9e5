"""Shell scripts: every simple command with its place: its role, its pipes, its fate."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role
from dropexec.lint.documents import shfmt, variables
from dropexec.lint.documents.document import unreadable_at
from dropexec.lint.documents.frame import Frame, Place
from dropexec.lint.documents.shell_dialect import ShellDialect
from dropexec.lint.documents.shell_word import WordReader
from dropexec.lint.passage import Quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.shfmt import Node
    from dropexec.lint.passage import Passage
    from dropexec.lint.word import PlacedWord

_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"))
_DEEPEST = 3


def read(passage: Passage, frame: Frame) -> list[Command]:
    """Return the simple commands of a passage, in its order; raises ShellSyntaxError, MissingParserError.

    A command whose name is a function of the script is left out: it is not the program of that name.
    """
    tree = shfmt.parse(passage.value)
    return _Walk(passage, frame, tree).commands()


class _Walk:
    def __init__(self, passage: Passage, frame: Frame, tree: Node) -> None:
        self._passage = passage
        self._tree = tree
        known = variables.read(tree, passage.value)
        literals = {**frame.literals, **known.literals}
        given = tuple(dict.fromkeys([*frame.service.variables, *known.exported]))
        self._frame = replace(frame, literals=literals, service=replace(frame.service, variables=given))
        self._words = WordReader(passage, {*known.known, *literals})
        self._functions: set[str] = set()
        self._execs_arguments = bool(re.search(r'\bexec\s+"\$@"', passage.value))
        self._pids = [match.start() for match in re.finditer(r"\$(?:!|\{!\})", passage.value)]

    def commands(self) -> list[Command]:
        for node in nodes(self._tree):
            if node.get("Type") == "FuncDecl":
                self._functions.add(node["Name"]["Value"])
        return list(self._statements(self._tree.get("Stmts", []), Place()))

    def _statements(self, statements: list[Node], place: Place) -> Iterator[Command]:
        for index, statement in enumerate(statements):
            final = index == len(statements) - 1
            here = replace(place, last=place.last and final, end_of_group=place.end_of_group and final)
            yield from self._statement(statement, here)

    def _statement(self, statement: Node, place: Place) -> Iterator[Command]:
        if statement.get("Negated"):
            place = replace(place, query=True)
        node = statement.get("Cmd", {})
        if statement.get("Background") or statement.get("Coprocess"):
            group = node.get("Type") in ("BinaryCmd", "Subshell", "Block")
            place = replace(place, background=True, group=group, end_of_group=True, last=False)
        for redirect in statement.get("Redirs", []):
            place = self._redirected(redirect, place)
            yield from self._substitutions(redirect, place)
        yield from self._command(node, place, statement)

    def _redirected(self, redirect: Node, place: Place) -> Place:
        index = redirect.get("OpPos", {}).get("Offset", 0)
        if self._passage.value[index : index + 2] == "<<":
            return replace(place, fed="a here-document")
        if self._passage.value[index : index + 1] == "<" and self._passage.value[index + 1] not in "&>":
            return replace(place, fed=None if "/dev/null" in self._text(redirect) else "a file")
        return place

    def _text(self, node: Node) -> str:
        return self._passage.value[shfmt.start(node) : shfmt.end(node)]

    def _command(self, node: Node, place: Place, statement: Node) -> Iterator[Command]:
        kind = node.get("Type")
        if kind == "CallExpr":
            yield from self._substitutions(node, place)
            yield from self._call(node, place, statement)
        elif kind == "BinaryCmd":
            yield from self._binary(node, place)
        elif kind in ("Block", "Subshell"):
            yield from self._statements(node.get("Stmts", []), place)
        elif kind == "FuncDecl":
            phase = self._phase(node["Name"]["Value"])
            inner = Place(last=False, phase=phase, in_function=True)
            yield from self._statement(node["Body"], inner)
        elif kind == "CaseClause":
            yield from self._case(node, place)
        elif kind in ("IfClause", "WhileClause", "ForClause"):
            yield from self._branches(node, place)
        elif kind in ("TimeClause", "CoprocClause") and "Stmt" in node:
            yield from self._statement(node["Stmt"], replace(place, background=kind == "CoprocClause"))
        else:
            yield from self._substitutions(node, place)

    def _phase(self, label: str) -> Role | None:
        if label in self._frame.starts:
            return Role.START
        return Role.STOP if label in self._frame.stops else None

    def _binary(self, node: Node, place: Place) -> Iterator[Command]:
        index = node.get("OpPos", {}).get("Offset", 0)
        operator = self._passage.value[index : index + 2]
        if operator in ("&&", "||"):
            first = replace(place, last=place.last and operator == "||", end_of_group=False)
            yield from self._statement(node["X"], first)
            yield from self._statement(node["Y"], place)
        else:
            yield from self._statement(node["X"], replace(place, pipes=True))
            yield from self._statement(node["Y"], replace(place, piped_into=True, fed="a pipe"))

    def _case(self, node: Node, place: Place) -> Iterator[Command]:
        on_argument = self._text(node.get("Word", {})).strip("\"'") in ("$1", "${1}", "${1:-}")
        for item in node.get("Items", []):
            phase = place.phase
            if on_argument:
                labels = [self._text(pattern).strip("\"'") for pattern in item.get("Patterns", [])]
                phase = next((found for label in labels if (found := self._phase(label))), phase)
            yield from self._statements(item.get("Stmts", []), replace(place, phase=phase))

    def _branches(self, node: Node, place: Place) -> Iterator[Command]:
        loop = node.get("Type") != "IfClause"
        inner = replace(place, last=place.last and not loop)
        yield from self._statements(node.get("Cond", []), replace(place, query=True, last=False))
        yield from self._statements(node.get("Then", []), inner)
        yield from self._statements(node.get("Do", []), inner)
        if "Else" in node:
            yield from self._branches({"Type": "IfClause", **node["Else"]}, place)

    def _substitutions(self, node: Node, place: Place) -> Iterator[Command]:
        """Yield the commands inside the words of a node: they are run for what they print."""
        for inner in nodes(node):
            if inner.get("Type") in ("CmdSubst", "ProcSubst"):
                yield from self._statements(
                    inner.get("Stmts", []), Place(last=False, query=True, in_function=place.in_function)
                )

    def _call(self, node: Node, place: Place, statement: Node) -> Iterator[Command]:
        words = tuple(self._words.read(word) for word in node.get("Args", []))
        if not words or words[0].literal in self._functions:
            return
        found = self._describe(words, place, statement)
        if found is None:
            return
        yield found
        yield from self._nested(found)

    def _describe(self, words: tuple[PlacedWord, ...], place: Place, statement: Node) -> Command | None:
        frame, first = self._frame, words[0]
        replaces = first.literal == "exec" and len(words) > 1
        prepends = [word.literal for word in words[:2]] == ["set", "--"] and len(words) > 2
        pinned = frame.pinned
        if replaces:
            if words[1].text.startswith("-"):
                pinned = pinned or "exec has options of its own"
            else:
                words = words[1:]
        elif prepends:
            words = words[2:]
            replaces = self._execs_arguments
        index = shfmt.start(statement)
        role = self._role(words, place, replaces)
        return Command(
            source=frame.source,
            words=words,
            start=words[0].start,
            end=words[-1].end,
            role=role,
            service=frame.service,
            dialect=ShellDialect(self._passage, index),
            directive="set --" if prepends else ("exec" if replaces else frame.directive),
            replaces=replaces,
            last=place.last,
            piped_into=place.piped_into,
            pipes=place.pipes,
            fed=place.fed,
            pid_taken=self._pid_taken(statement) if role is Role.BACKGROUND else None,
            grouped=place.group,
            last_of_group=place.end_of_group,
            depth=frame.depth,
            insert_exec=words[0].start if role is Role.MAIN and not replaces and frame.wants_exec else None,
            pinned=pinned,
            literals=frame.literals,
        )

    def _role(self, words: tuple[PlacedWord, ...], place: Place, replaces: bool) -> Role:
        frame = self._frame
        if frame.fixed is not None:
            return frame.fixed
        if place.query:
            return Role.QUERY
        if place.phase is Role.STOP:
            return Role.STOP
        if place.background:
            return Role.BACKGROUND
        if replaces:
            return Role.MAIN
        if place.phase is Role.START:
            return Role.START
        passes = any(atom.text in ("$@", "${@}") for word in words for atom in word.atoms)
        if place.last and not place.in_function and (passes or not frame.last_passes_arguments):
            return frame.last
        return frame.role

    def _pid_taken(self, statement: Node) -> str | None:
        end = shfmt.end(statement)
        after = next((index for index in self._pids if index >= end), None)
        if after is None:
            return None
        return f"$! on line {self._frame.source.line_at(self._passage.start(after))}"

    def _nested(self, outer: Command) -> Iterator[Command]:
        """Yield the commands of ``sh -c STRING``: what the string says is what runs."""
        string = command_string(outer)
        if string is None or self._frame.depth >= _DEEPEST:
            return
        yield from read_string(outer, string, self._frame)


def command_string(command: Command) -> PlacedWord | None:
    """Return the string of ``sh -c STRING``, or None where the command is something else."""
    if command.words[0].name not in _SHELLS:
        return None
    for index, word in enumerate(command.words[1:], 1):
        option = word.literal or ""
        if not option.startswith("-") or option.startswith("--"):
            return None
        if option.endswith("c"):
            return command.words[index + 1] if index + 1 < len(command.words) else None
    return None


def read_string(outer: Command, string: PlacedWord, frame: Frame) -> list[Command]:
    """Return the commands of a command string; none where it cannot be read, and the frame says so."""
    inner = replace(
        frame,
        last=outer.role,
        role=Role.STEP,
        fixed=outer.role if outer.role in (Role.STEP, Role.QUERY, Role.STOP, Role.START) else None,
        starts=frozenset(),
        stops=frozenset(),
        last_passes_arguments=False,
        pinned=outer.pinned,
        depth=frame.depth + 1,
    )
    passage = Quoted(string, outer.dialect)
    try:
        return read(passage, inner)
    except shfmt.ShellSyntaxError as error:
        offset = passage.start(index_of(passage.value, error.line, error.column))
        frame.unreadable.append(unreadable_at(outer.source, offset, f"the string is no shell text: {error}"))
    except shfmt.MissingParserError as error:
        frame.unreadable.append(unreadable_at(outer.source, string.start, f"the string {error}"))
    return []


def index_of(text: str, line: int, column: int) -> int:
    """Return the index of a line and column, both from 1."""
    index = 0
    for _ in range(line - 1):
        index = text.find("\n", index) + 1
    return min(index + column - 1, len(text))


def nodes(node: Node) -> Iterator[Node]:
    """Yield a node of the syntax tree and all below it."""
    yield node
    for value in node.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict):
                yield from nodes(child)
