"""Which recording proves which claim: ``python3 -m dropexec.compat.proof`` writes catalogue/probed.toml."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dropexec.compat.compare import AGREE, DISAGREE, Comparison, compare, owner
from dropexec.compat.load import PROOFS, RECORDINGS, written_claims

if TYPE_CHECKING:
    from pathlib import Path

    from dropexec.compat.model import Behaviour, Catalogue

Recordings = Mapping[str, Mapping[str, Any]]
"""Recordings by the name of their file."""


@dataclass(frozen=True)
class Series:
    """Recordings of one version of a tool, made in one place: their files' names begin alike."""

    name: str
    version: str
    on: str
    built: bool


Proofs = Mapping[tuple[str, str], Mapping[Series, Mapping[str, Sequence[str]]]]
"""By implementation and release id, the series; for each scenario of one the behaviours it agrees with."""

_HEAD = """\
#:schema ../../schemas/catalogue.json
# Which recordings agree with which claims: implementation, release and series of recordings; in that the
# version, where it was made, and by the end of the file's name the behaviours.
# Written by `python3 -m dropexec.compat.proof` from ../recordings/; not to be edited.
"""


def read_recordings(directory: Path) -> Recordings:
    """Return the recordings in ``directory``; raises ValueError for a file that is not JSON."""
    return {
        file.name: json.loads(file.read_text(encoding="utf-8")) for file in sorted(directory.glob("*.json"))
    }


def prove(known: Catalogue, recordings: Recordings) -> Proofs:
    """Return the recordings that agree with a claim which none of its release disagrees with."""
    agreed: dict[tuple[str, str], dict[Series, dict[str, list[str]]]] = {}
    refuted: dict[tuple[str, str], set[str]] = {}
    for file, recording in sorted(recordings.items()):
        implementation, part = owner(known, recording)
        if part is None:
            continue
        series, ending = series_of(file, recording)
        for one in compare(known, recording):
            key = (implementation, part.release.id)
            if one.verdict == DISAGREE:
                refuted.setdefault(key, set()).add(one.behaviour)
            elif _proves(known.behaviours[one.behaviour], one):
                agreed.setdefault(key, {}).setdefault(series, {}).setdefault(ending, []).append(one.behaviour)
    return {key: _without(found, refuted.get(key, set())) for key, found in agreed.items()}


def _without(
    found: Mapping[Series, Mapping[str, Sequence[str]]], refuted: set[str]
) -> dict[Series, dict[str, list[str]]]:
    return {
        series: kept
        for series, endings in found.items()
        if (
            kept := {
                ending: left
                for ending, behaviours in endings.items()
                if (left := [name for name in behaviours if name not in refuted])
            }
        )
    }


def series_of(file: str, recording: Mapping[str, Any]) -> tuple[Series, str]:
    """Return the series of the recording in ``file``, and the end of the file's name: scenario and form."""
    scenario = str(recording["scenario"])
    name, _, rest = file.rpartition(f"-{scenario}")
    host = recording["host"]
    on = _NAMES.get(host["id"], host["id"]) + " " + str(host["version_id"] or "sid")
    version = str(recording["tool"].get("version") or "0")
    built = str(recording.get("provenance", "")).startswith("built")
    return Series(name, version, on, built), scenario + rest.partition(".")[0]


_NAMES = {"debian": "Debian", "alpine": "Alpine"}


def _proves(behaviour: Behaviour, one: Comparison) -> bool:
    """Return whether the agreement says more than that something rare was not seen."""
    return one.verdict == AGREE and not (behaviour.rare and one.observed is False)


def document(proofs: Proofs) -> str:
    """Return probed.toml's text, sorted."""
    parts = [_HEAD]
    for (implementation, release), found in sorted(proofs.items()):
        for series, endings in sorted(found.items(), key=lambda item: item[0].name):
            parts.append(f"\n[{implementation}.{json.dumps(release)}.{json.dumps(series.name)}]\n")
            parts.append(f"version = {json.dumps(series.version)}\non = {json.dumps(series.on)}\n")
            parts += ["built = true\n"] * series.built
            parts += [f"{_key(ending)} = {json.dumps(endings[ending])}\n" for ending in sorted(endings)]
    return "".join(parts)


def _key(ending: str) -> str:
    return ending if ending.isalnum() else json.dumps(ending)


if __name__ == "__main__":
    PROOFS.write_text(document(prove(written_claims(), read_recordings(RECORDINGS))), encoding="utf-8")
