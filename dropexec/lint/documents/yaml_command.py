"""The command of a container as YAML has it: a list of words, or one string that a library splits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.lint.documents.split_word import SplitDialect, read_words
from dropexec.lint.documents.yaml_file import Writer
from dropexec.lint.word import Atom, PlacedWord, Quoting

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from dropexec.lint.dialect import Dialect
    from dropexec.lint.documents.yaml_file import Node, YamlFile


class UnmappedError(ValueError):
    """Which bytes say what in a scalar could not be told."""


class ListDialect:
    """Words that are scalars of a list; ``separator`` is what stands between two of them."""

    searches_path = True

    def __init__(self, separator: str, style: str | None, flow: bool) -> None:
        self.separator = separator
        self._style = style
        self._flow = flow

    def quote(self, atoms: Sequence[Atom]) -> str | None:
        """Return a new scalar."""
        return Writer(self._style, self._flow).whole("".join(atom.text for atom in atoms))

    def written(self, text: str) -> str | None:
        """Return None: there is no shell around the words."""
        return None

    def encode(self, text: str, quoting: Quoting) -> str | None:
        """Return literal text for a place inside a scalar."""
        style = {Quoting.SINGLE: "'", Quoting.DOUBLE: '"'}.get(quoting)
        return Writer(style, self._flow).inside(text)


class _Unwritten:
    """A scalar in which nothing is written anew."""

    separator = " "
    searches_path = True

    def quote(self, _atoms: Sequence[Atom]) -> str | None:
        """Return None."""
        return None

    def written(self, _text: str) -> str | None:
        """Return None."""
        return None

    def encode(self, _text: str, _quoting: Quoting) -> str | None:
        """Return None."""
        return None


UNWRITTEN = _Unwritten()
"""For text that is reported and never edited."""


def read(file: YamlFile, node: Node, expansion: re.Pattern[str]) -> tuple[list[PlacedWord], Dialect]:
    """Return the words of a node, and how to write one; none where the node is no command.

    ``expansion`` matches what is filled in before the words are split, and in its group 1 the character that
    a doubled one stands for. Raises ValueError for a string that cannot be split, UnmappedError.
    """
    if node.id == "sequence":
        return _list(file, node, expansion)
    dialect = SplitDialect(Writer(node.style).inside)
    if node.id != "scalar" or not node.value.strip():
        return [], dialect
    return read_words(filled(_mapped(file, node), expansion, splits=True)), dialect


def _list(file: YamlFile, node: Node, expansion: re.Pattern[str]) -> tuple[list[PlacedWord], Dialect]:
    items = node.value
    style = items[0].style if items and items[0].id == "scalar" else None
    separator = ", " if node.flow_style else file.between(*items[:2]) if len(items) > 1 else ", "
    words: list[PlacedWord] = []
    for item in items:
        if item.id != "scalar":
            raise UnmappedError("an item of the list is no text")
        quoting = {"'": Quoting.SINGLE, '"': Quoting.DOUBLE}.get(item.style, Quoting.BARE)
        atoms = filled(_mapped(file, item), expansion, splits=False)
        placed = tuple(replace(atom, quoting=quoting) for atom in atoms)
        words.append(PlacedWord(placed, file.start(item), file.end(item)))
    if any(item.style in ("|", ">") for item in items):
        return words, UNWRITTEN  # each ends with its line, and nothing may follow there
    return words, ListDialect(separator, style, bool(node.flow_style))


def _mapped(file: YamlFile, node: Node) -> list[Atom]:
    found = file.characters(node)
    if found is None:
        raise UnmappedError("the way that this text is written in YAML is not understood")
    return found


def filled(characters: list[Atom], expansion: re.Pattern[str], splits: bool = True) -> list[Atom]:
    """Return the characters with every expansion as one atom."""
    text = "".join(atom.text for atom in characters)
    found: list[Atom] = []
    index = 0
    while index < len(text):
        match = expansion.match(text, index)
        if match is None:
            found.append(characters[index])
            index += 1
            continue
        start, end = characters[index].start, characters[match.end() - 1].end
        if match[1] is not None:
            found.append(Atom(match[1], start, end))
        else:
            found.append(Atom(match[0], start, end, opaque=True, splits=splits, empty=True))
        index = match.end()
    return found
