"""Read the catalogue's TOML files into the model, or say which file, table and key is wrong."""

from __future__ import annotations

import functools
from pathlib import Path

from dropexec.compat.behaviour_file import read_behaviours
from dropexec.compat.distribution_file import read_distributions
from dropexec.compat.implementation_file import KINDS, read_implementation
from dropexec.compat.model import Catalogue, Implementation
from dropexec.compat.probed_file import with_proofs
from dropexec.compat.schema import CatalogueError, Table
from dropexec.compat.toml import tables

CATALOGUE = Path(__file__).parent / "catalogue"
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


def _names(recordings: Path) -> frozenset[str]:
    return frozenset(file.name for file in recordings.glob("*.json"))


def _parse(file: Path) -> Table:
    try:
        content = tables(file.read_text(encoding="utf-8"))
    except ValueError as error:  # the text's encoding, or its TOML
        raise CatalogueError(file.name, "", "", f"not TOML: {error}") from error
    return Table(file.name, "", content)
