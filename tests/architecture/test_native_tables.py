"""The native launcher's tables are the Python launcher's, and so are its messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropexec.native import tables

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "dropexec/launcher"
NATIVE = ROOT / "dropexec/native"

ONLY_PYTHON = {
    "cannot trust this interpreter as root: {} is set, and Python reads it even when isolated; unset it",
    (
        "cannot trust this interpreter as root: {} is set and Python is not isolated; "
        "unset it, or run {} -I -m dropexec"
    ),
    "cannot go on: internal error",
    "cannot reset SIGPIPE and SIGXFSZ to their default",
    # execve(2) is posix.execve, whose contract says nothing of a return.
    "cannot run {} as {}: execve(2) returned without an error",
}
"""What only an interpreter can have to say."""

ONLY_NATIVE = {"; this build reads /etc/{} only, and /etc/nsswitch.conf names other sources"}
"""What only the static build can have to say."""

ELSEWHERE = {"manual.py", "manual.c", "record.py"}
"""The text of --help is compared whole (tests/native/test_build.py); a Record's errors are a programmer's."""


def test_the_header_is_what_the_tables_say() -> None:
    text = tables.HEADER.read_text(encoding="ascii")
    assert text == tables.text(), "run python3 -m dropexec.native.tables"


def test_both_launchers_say_the_same() -> None:
    python, native = messages_of_python(), messages_of_c()
    assert len(native) > 100
    assert python - native == ONLY_PYTHON
    assert native - python == ONLY_NATIVE


def messages_of_python() -> set[str]:
    """Return every text of more than one word in the launcher's modules that is not a docstring."""
    found: set[str] = set()
    for path in LAUNCHER.glob("*.py"):
        if path.name not in ELSEWHERE:
            found.update(texts(ast.parse(path.read_text(encoding="utf-8"))))
    return {message for message in map(outline, found) if is_message(message)}


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the literals in functions, without docstrings and annotations."""
    for function in ast.walk(node):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                if not isinstance(statement, (ast.FunctionDef, ast.AnnAssign)):
                    yield from literals(statement)


def literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from literals(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def messages_of_c() -> set[str]:
    """Return every text of more than one word in the native launcher's sources, without comments."""
    found: set[str] = set()
    for path in NATIVE.glob("*.c"):
        if path.name in ELSEWHERE:
            continue
        source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        source = re.sub(r"^#.*$|'(?:\\.|[^'\\])'", "", source, flags=re.MULTILINE)
        # Adjacent literals are one, and a macro between them stands for a text of the tables.
        for run in re.findall(r'(?:"(?:\\.|[^"\\])*"\s*(?:[A-Z_]+\b\s*)?)+', source):
            pieces = re.findall(r'"((?:\\.|[^"\\])*)"|([A-Z_]+)', run)
            found.add("".join("{}" if macro else unescaped(text) for text, macro in pieces))
    return {message for message in map(outline, found) if is_message(message)}


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def outline(message: str) -> str:
    """Show each thing that is filled in as {}, and none at the ends."""
    message = re.sub(r"%(?:s|d|u|04o|l?l?[du])", "{}", message)
    return re.sub(r"^(?:\{\})+|(?::? ?\{\})+$", "", message.strip()).strip()


def is_message(text: str) -> bool:
    return re.search(r"[a-z0-9(){}-] [a-z({]", text) is not None


SOURCES = sorted(path for path in NATIVE.glob("*.[ch]") if path != tables.HEADER)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_c_fits_100_columns_and_a_function_a_screen(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 100
    starts = [number for number, line in enumerate(lines) if line == "{"]
    ends = [number for number, line in enumerate(lines) if line == "}"]
    assert [start for start, end in zip(starts, ends) if end - start >= 40] == []
