"""Read the catalogue's TOML files into the model, or say which file, table and key is wrong."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from dropexec.compat import parsed
from dropexec.compat.behaviour_file import read_behaviours
from dropexec.compat.distribution_file import read_distributions
from dropexec.compat.implementation_file import KINDS, read_implementation
from dropexec.compat.model import Behaviour, Catalogue, Implementation
from dropexec.compat.probed_file import measured_by, with_proofs
from dropexec.compat.schema import CatalogueError, Table

CATALOGUE = parsed.CATALOGUE
PROOFS = CATALOGUE / "probed.toml"
"""Which recording proves which claim, as dropexec.compat.proof found."""

RECORDINGS = Path(__file__).parent / "recordings"
"""Where the recordings are that probed claims cite by file name."""


@functools.cache
def catalogue() -> Catalogue:
    """Return the catalogue that this package ships, its proven claims as probed; raises CatalogueError."""
    return with_proofs(written_claims(), _parse(PROOFS), _names(RECORDINGS))


def written_claims() -> Catalogue:
    """Return the catalogue as its authors wrote it, each claim with its citation; raises CatalogueError."""
    return load(CATALOGUE, RECORDINGS)


def load(directory: Path, recordings: Path) -> Catalogue:
    """Return the catalogue in ``directory``; ``recordings`` is where the sources of probed claims must be.

    Raises CatalogueError for the first breach of the schema, OSError for an unreadable file.
    """
    behaviours = read_behaviours(_parse(directory / "behaviours.toml"))
    known = _names(recordings)
    implementations: dict[str, Implementation] = {}
    for file in sorted((directory / "implementations").glob("*.toml")):
        table = _parse(file)
        implementation = read_implementation(table, behaviours, known)
        if implementation.name != file.stem:
            raise table.error("name", f"expected the file's name, found {implementation.name!r}")
        implementations[implementation.name] = implementation
    distributions = read_distributions(_parse(directory / "distributions.toml"), implementations, known)
    by_kind = sorted(implementations.values(), key=lambda item: KINDS.index(item.kind))
    return Catalogue(behaviours, {item.name: item for item in by_kind}, distributions)


class _Lazy(Mapping[str, Implementation]):
    """The implementations by name, each read when it is asked for."""

    def __init__(self, behaviours: Mapping[str, Behaviour], recordings: frozenset[str]) -> None:
        self._behaviours, self._recordings = behaviours, recordings
        directory = CATALOGUE / "implementations"
        self._files = {name[:-5]: directory / name for name in sorted(os.listdir(directory))}
        self._read: dict[str, Implementation] = {}
        self._proofs = _parse(PROOFS)

    def __getitem__(self, name: str) -> Implementation:
        if name not in self._read:
            item = read_implementation(_parse(self._files[name]), self._behaviours, self._recordings)
            self._read[name] = measured_by(item, self._proofs, self._recordings)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def lazy_catalogue() -> Catalogue:
    """Return what ``catalogue`` does, but for implementations that are read when they are asked for.

    Their order is that of their names, what only all of the files together can show is not checked, and an
    implementation's ``ranges`` have the evidence that their authors wrote.
    """
    behaviours = read_behaviours(_parse(CATALOGUE / "behaviours.toml"))
    recordings = _names(RECORDINGS)
    distributions = read_distributions(_parse(CATALOGUE / "distributions.toml"), None, recordings)
    return Catalogue(behaviours, _Lazy(behaviours, recordings), distributions)


def _names(recordings: Path) -> frozenset[str]:
    return frozenset(name for name in os.listdir(recordings) if name.endswith(".json"))


def _parse(file: Path) -> Table:
    try:
        content = parsed.read(file)
    except ValueError as error:  # the text's encoding, or its TOML
        raise CatalogueError(file.name, "", "", f"not TOML: {error}") from error
    return Table(file.name, "", content)
