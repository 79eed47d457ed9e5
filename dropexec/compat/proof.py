"""Which recording proves which claim: ``python3 -m dropexec.compat.proof`` writes catalogue/probed.toml."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropexec.compat.compare import AGREE, DISAGREE, Comparison, claims_for, compare
from dropexec.compat.load import PROOFS, RECORDINGS, written_claims
from dropexec.compat.model import Evidence
from dropexec.compat.versions import Version

if TYPE_CHECKING:
    from pathlib import Path

    from dropexec.compat.model import Behaviour, Catalogue

Recordings = Mapping[str, Mapping[str, Any]]
"""Recordings by the name of their file."""

Proofs = Mapping[tuple[str, str, str], str]
"""By implementation, release id and behaviour, the file name of a recording that agrees with the claim."""

_HEAD = """\
#:schema ../../schemas/catalogue.json
# Which recording proves a claim: implementation, release, behaviour = recording.
# Written by `python3 -m dropexec.compat.proof` from ../recordings/; not to be edited.
"""


def read_recordings(directory: Path) -> Recordings:
    """Return the recordings in ``directory``; raises ValueError for a file that is not JSON."""
    return {
        file.name: json.loads(file.read_text(encoding="utf-8")) for file in sorted(directory.glob("*.json"))
    }


def prove(known: Catalogue, recordings: Recordings) -> Proofs:
    """Return the best recording for each claim that one agrees with and none disagrees with.

    A packaged tool goes before one that was built for the recording, then the newest version, then the
    first file name. Only claims that cite no recording yet are looked at.
    """
    owners = {id(part): item.name for item in known.implementations.values() for part in item.ranges}
    best: dict[tuple[str, str, str], tuple[tuple[bool, Version], str]] = {}
    refuted: set[tuple[str, str, str]] = set()
    for file, recording in sorted(recordings.items()):
        part, _ = claims_for(known, recording)
        if part is None:
            continue
        rank = (not recording.get("provenance"), Version(recording["tool"].get("version") or "0"))
        for one in compare(known, recording):
            key = (owners[id(part)], part.release.id, one.behaviour)
            cited = part[one.behaviour].evidence is Evidence.PROBED
            if one.verdict == DISAGREE:
                refuted.add(key)
            elif not cited and _proves(known.behaviours[one.behaviour], one):
                best[key] = max(best.get(key, (rank, file)), (rank, file), key=lambda found: found[0])
    return {key: best[key][1] for key in sorted(best) if key not in refuted}


def _proves(behaviour: Behaviour, one: Comparison) -> bool:
    """Return whether the agreement says more than that something rare was not seen."""
    return one.verdict == AGREE and not (behaviour.rare and one.observed is False)


def document(proofs: Proofs) -> str:
    """Return probed.toml's text, sorted."""
    parts = [_HEAD]
    for (implementation, release), keys in itertools.groupby(sorted(proofs), lambda key: key[:2]):
        parts.append(f"\n[{implementation}.{json.dumps(release)}]\n")
        parts += [f"{key[2]} = {json.dumps(proofs[key])}\n" for key in keys]
    return "".join(parts)


if __name__ == "__main__":
    PROOFS.write_text(document(prove(written_claims(), read_recordings(RECORDINGS))), encoding="utf-8")
