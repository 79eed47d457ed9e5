"""OpenRC's declarative scripts (openrc-run(8)): command= and command_args=, which it puts together itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.command import Command, Role
from dropexec.lint.documents import shell, shfmt
from dropexec.lint.documents.shell_dialect import ShellDialect
from dropexec.lint.documents.shell_word import WordReader
from dropexec.lint.passage import Quoted

if TYPE_CHECKING:
    from dropexec.lint.documents.frame import Frame
    from dropexec.lint.documents.shfmt import Node
    from dropexec.lint.passage import Passage
    from dropexec.lint.word import PlacedWord

PINNED = "OpenRC puts command and command_args together: change both"


def declared(passage: Passage, tree: Node, frame: Frame) -> list[Command]:
    """Return the command that the variables of a script declare; none where it has a start of its own."""
    values = _values(passage, tree)
    command = values.get("command")
    functions = [node for node in shell.nodes(tree) if node.get("Type") == "FuncDecl"]
    if command is None or any(node["Name"]["Value"] == "start" for node in functions):
        return []
    supervised = "supervisor" in values
    background = (values["command_background"].literal or "") if "command_background" in values else ""
    role = Role.MAIN if supervised else Role.BACKGROUND if background in ("true", "yes", "1") else Role.START
    user = values["command_user"].literal if "command_user" in values else None
    service = replace(frame.service, user=(user or "").partition(":")[0] or None)
    dialect = ShellDialect(passage, 0)
    found = Command(
        source=frame.source,
        words=(command,),
        start=command.start,
        end=command.end,
        role=role,
        service=service,
        dialect=dialect,
        directive="command=",
        replaces=True,
        last=True,
        pid_taken="pidfile=" if role is Role.BACKGROUND and "pidfile" in values else None,
        pinned=PINNED,
    )
    arguments = values.get("command_args")
    if arguments is None or not arguments.atoms:
        return [found]
    inner = shell.read(Quoted(arguments, dialect), replace(frame, fixed=role))
    words = (command, *inner[0].words) if inner else (command,)
    return [replace(found, words=words, end=arguments.end)]


def _values(passage: Passage, tree: Node) -> dict[str, PlacedWord]:
    """Return the variables that the script sets outside of its functions."""
    reader = WordReader(passage, ())
    found: dict[str, PlacedWord] = {}
    for statement in tree.get("Stmts", []):
        node = statement.get("Cmd", {})
        if node.get("Type") != "CallExpr" or "Args" in node:
            continue
        for item in node.get("Assigns", []):
            if "Name" in item and "Value" in item and shfmt.end(item["Value"]):
                found[item["Name"]["Value"]] = reader.read(item["Value"])
    return found
