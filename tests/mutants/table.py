"""The table of mutants: TOML files, one a part, read and checked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path(__file__).parent

PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "native": (("tests/contract/test_faults.py", "tests/contract/test_groups.py"), "native"),
    "launcher": (("tests/unit/launcher", "tests/contract/test_faults.py"), "python or launcher"),
    "recording": (("tests/unit/recording",), ""),
    "compat": (("tests/unit/compat",), ""),
    "probe": (("tests/unit/probe",), ""),
    "explain": (("tests/unit/explain",), ""),
}
"""The parts, with the tests that a row is held against unless it names others, and which of them (-k)."""


class TableError(Exception):
    """A row that cannot be tried."""


@dataclass(frozen=True)
class Mutant:
    """One edit.

    ``old`` stands in ``file`` exactly once, and ``new`` is what it becomes.  ``tests`` are paths for pytest,
    ``select`` an expression for its -k.  ``equivalent`` says why nobody can tell it from the original; where
    it is empty, a test has to fail.
    """

    part: str
    number: int
    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]
    select: str
    equivalent: str = ""

    @property
    def name(self) -> str:
        """What it is called in the report: its part and its place in the file."""
        return f"{self.part}-{self.number}"


KEYS = {"file", "old", "new", "why", "tests", "select", "equivalent"}


def load(part: str, place: Path = PLACE) -> list[Mutant]:
    """Return the rows of a part; raise TableError for one with keys that are wrong or missing."""
    with open(place / f"{part}.toml", "rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["mutant"]
    tests, select = PARTS[part]
    mutants = []
    for number, row in enumerate(rows, 1):
        if not set(row) <= KEYS or not {"file", "old", "new", "why"} <= set(row):
            raise TableError(f"{part}-{number}: its keys are {sorted(row)}")
        mutants.append(
            Mutant(
                part,
                number,
                row["file"],
                row["old"],
                row["new"],
                row["why"],
                tuple(row.get("tests", tests)),
                row.get("select", select),
                row.get("equivalent", ""),
            )
        )
    return mutants


def edited(mutant: Mutant, root: Path = ROOT) -> str:
    """Return the file with the edit made; raise TableError where ``old`` is not there exactly once."""
    text = (root / mutant.file).read_text(encoding="utf-8")
    count = text.count(mutant.old)
    if count != 1 or mutant.old == mutant.new:
        raise TableError(f"{mutant.name}: {mutant.file} has {mutant.old!r} {count} times")
    return text.replace(mutant.old, mutant.new)
