"""What a script itself says of its variables: which are set to a fixed text, to something, or exported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.lint.documents.shfmt import Node

_REQUIRED = re.compile(r"\$\{(\w+):[=?-]")
_TESTED = re.compile(r"""-[nz]\s+["']?\$\{?(\w+)""")
_CONDITIONAL = frozenset(("IfClause", "CaseClause", "WhileClause", "ForClause", "FuncDecl", "BinaryCmd"))


@dataclass(frozen=True)
class Variables:
    """``literals``: set once, to that text. ``known``: never empty where used. ``exported``: names."""

    literals: dict[str, str]
    known: frozenset[str]
    exported: tuple[str, ...]


@dataclass(frozen=True)
class _Assignment:
    name: str
    literal: str | None
    sure: bool


def read(tree: Node, text: str) -> Variables:
    """Return what the syntax tree of ``text`` says.

    A variable that the script tests with -n or -z, or gives a default, counts as known: it was thought of.
    """
    found: dict[str, list[_Assignment]] = {}
    exported: list[str] = []
    for item in _assignments(tree, True, exported):
        found.setdefault(item.name, []).append(item)
    literals = {
        name: items[0].literal
        for name, items in found.items()
        if len(items) == 1 and items[0].sure and items[0].literal
    }
    sure = {
        name
        for name, items in found.items()
        if any(item.sure for item in items) and all(item.literal != "" for item in items)
    }
    sure = {name for name in sure if all(item.literal for item in found[name])}
    guarded = {*_REQUIRED.findall(text), *_TESTED.findall(text)}
    return Variables(literals, frozenset(sure | guarded), tuple(dict.fromkeys(exported)))


def _assignments(node: Node, sure: bool, exported: list[str]) -> Iterator[_Assignment]:
    kind = node.get("Type")
    if kind == "DeclClause":
        for item in node.get("Args", []):
            if node.get("Variant", {}).get("Value") == "export" and "Name" in item:
                exported.append(item["Name"]["Value"])
            yield from _assignment(item, sure)
    elif kind == "CallExpr" and "Args" not in node:
        for item in node.get("Assigns", []):
            yield from _assignment(item, sure)
    inside = sure and kind not in _CONDITIONAL
    for value in node.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict) and kind not in ("CmdSubst", "ProcSubst", "Subshell"):
                yield from _assignments(child, inside, exported)


def _assignment(item: Node, sure: bool) -> Iterator[_Assignment]:
    if "Name" in item and not item.get("Naked"):
        yield _Assignment(item["Name"]["Value"], _literal(item.get("Value")), sure)


def _literal(value: Node | None) -> str | None:
    """Return the text of a word without expansions; None for another; "" for none."""
    if value is None:
        return ""
    parts = [
        inner
        for part in value.get("Parts", [])
        for inner in (part.get("Parts", []) if part.get("Type") == "DblQuoted" else [part])
    ]
    if any(part.get("Type") not in ("Lit", "SglQuoted") for part in parts):
        return None
    return "".join(part.get("Value", "") for part in parts)
