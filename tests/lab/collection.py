"""The recordings that are part of the project: their names, their text, and what is made of a fresh one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dropexec.machine.packages import owner
from dropexec.recording.document import document_text
from tests.lab.roots.release import PROBED
from tests.lab.specimen import Specimen

PROJECT = Path(__file__).parents[2]
RECORDINGS = PROJECT / "dropexec" / "compat" / "recordings"

Document = dict[str, Any]


def describe(specimen: Specimen, document: Mapping[str, Any], root: Path) -> Document:
    """Return `document`, fresh from the probe, with what only the lab knows of the tool."""
    if specimen.program is not None:
        package = owner(root, specimen.program)
        assert package is not None, specimen
        tool = {
            **document["tool"],
            "name": specimen.program.rpartition("/")[2],
            "path": specimen.program,
            "version": package.upstream,
            "package": f"{package.name} {package.version}",
            "implementation": specimen.implementation,
        }
        return {**document, "tool": tool}
    if specimen.built is None:
        return dict(document)
    name, version = (root / f"{specimen.built}.version".lstrip("/")).read_text(encoding="ascii").split()
    release = PROBED[specimen.suite]
    upstream = re.search(r"(?:^|:)(\d+(?:\.\d+)+)", version)
    assert upstream is not None, version
    tool = {**document["tool"], "implementation": specimen.implementation, "version": upstream[1]}
    provenance = f"built from the source package {name} {version} of Debian {release.number}, with PAM"
    return {**document, "tool": tool, "provenance": provenance}


def file_name(specimen: Specimen, document: Mapping[str, Any]) -> str:
    """Return the name of the recording's file: release, implementation, version, scenario, shell and form."""
    return _name(specimen, document["tool"]["version"] or "unknown", document["scenario"])


def _name(specimen: Specimen, version: str, scenario: str) -> str:
    number = PROBED[specimen.suite].number
    return f"debian-{number}-{specimen.implementation}-{version}-{scenario}{specimen.form_of_call}.json"


def committed(specimen: Specimen, scenario: str, directory: Path = RECORDINGS) -> Path | None:
    """Return the file of `specimen` in `scenario`, of whatever version, or None."""
    stem = re.escape(_name(specimen, "@", scenario)).replace("@", r"\d[^-]*")
    found = [path for path in directory.glob("*.json") if re.fullmatch(stem, path.name)]
    assert len(found) < 2, found
    return found[0] if found else None


def read(path: Path) -> Document:
    """Return the recording in the file `path`."""
    document: Document = json.loads(path.read_text(encoding="utf-8"))
    return document


def write(specimen: Specimen, document: Mapping[str, Any], directory: Path = RECORDINGS) -> Path:
    """Write the recording in place of the one that there was, and return its file."""
    directory.mkdir(exist_ok=True)
    former = committed(specimen, document["scenario"], directory)
    if former is not None:
        former.unlink()
    path = directory / file_name(specimen, document)
    path.write_text(document_text(document), encoding="utf-8")
    return path
