"""Checked reading of TOML tables: every error names file, table and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

_Kind = TypeVar("_Kind", str, bool, int, float)


class CatalogueError(ValueError):
    """The data break the schema; the message is ``FILE: [TABLE] KEY: what is wrong``."""

    def __init__(self, file: str, table: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: [{table}] {key}: {problem}")
        self.file, self.table, self.key, self.problem = file, table, key, problem


class Table:
    """A TOML table that knows where it stands and which of its keys were asked for."""

    def __init__(self, file: str, name: str, content: object) -> None:
        self.file, self.name = file, name
        if not isinstance(content, Mapping):
            raise CatalogueError(file, name, "", f"expected a table, found {content!r}")
        self._content: Mapping[str, object] = content
        self._asked: set[str] = set()

    def error(self, key: str, problem: str) -> CatalogueError:
        """Return the error for ``key`` of this table."""
        return CatalogueError(self.file, self.name, key, problem)

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def raw(self, key: str) -> object:
        """Return the value of ``key`` unchecked; an absent key is an error."""
        self._asked.add(key)
        if key not in self._content:
            raise self.error(key, "missing")
        return self._content[key]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty, or ``default`` where the key is absent and a default is given."""
        if default is not None and key not in self._content:
            return default
        value = self._typed(key, str, "a text")
        if not value.strip():
            raise self.error(key, "empty")
        return value

    def flag(self, key: str) -> bool:
        """Return a boolean; absent is false."""
        return self._typed(key, bool, "true or false") if key in self._content else False

    def number(self, key: str) -> float:
        """Return a number; absent is 0."""
        return float(self._typed(key, float, "a number")) if key in self._content else 0.0

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        if default is not None and key not in self._content:
            return default
        value = self.raw(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"expected a list of texts, found {value!r}")
        return tuple(value)

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """Return a text that is one of ``choices``."""
        value = self.text(key)
        if value not in (known := tuple(choices)):
            raise self.error(key, f"expected one of {', '.join(known)}, found {value!r}")
        return value

    def table(self, key: str) -> Table:
        """Return the table under ``key``."""
        return Table(self.file, f"{self.name}.{key}" if self.name else key, self.raw(key))

    def tables(self, key: str) -> list[Table]:
        """Return the array of tables under ``key``; their names carry the index."""
        value = self.raw(key)
        name = f"{self.name}.{key}" if self.name else key
        if not isinstance(value, list):
            raise self.error(key, f"expected an array of tables, found {value!r}")
        return [Table(self.file, f"{name}[{index}]", item) for index, item in enumerate(value)]

    def finish(self) -> None:
        """Raise for the first key that nothing asked for."""
        for key in self._content:
            if key not in self._asked:
                raise self.error(key, "unknown key")

    def _typed(self, key: str, kind: type[_Kind], expected: str) -> _Kind:
        value = self.raw(key)
        accepted = (int, float) if kind is float else kind
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"expected {expected}, found {value!r}")
        return value  # type: ignore[return-value]
