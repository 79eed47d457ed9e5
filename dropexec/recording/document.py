"""The document that a probe leaves: what was run where, what happened, and what it means."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dropexec.recording.timeline import Event

FORMAT = "dropexec-recording/1"


def check_format(document: Mapping[str, Any]) -> None:
    """Raise ValueError unless ``document`` says that it is a recording of this format."""
    if not isinstance(document, Mapping):
        raise ValueError("not a recording: expected an object")
    if document.get("format") != FORMAT:
        raise ValueError(f"not a recording: its format is {document.get('format')!r}, not {FORMAT!r}")


def document_text(document: Mapping[str, Any]) -> str:
    """Return `document` as JSON with a line for each event and each fact, for reading and for diffs."""
    members = [f"{_compact(key)}: {_member(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _lines("[", (_compact(item) for item in value), "]")
    if isinstance(value, dict) and len(value) > 5:
        return _lines("{", (f"{_compact(key)}: {_compact(item)}" for key, item in value.items()), "}")
    return _compact(value)


def _lines(opening: str, items: Iterable[str], closing: str) -> str:
    return f"{opening}\n " + ",\n ".join(items) + f"\n{closing}"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Recording:
    """One scenario run with one tool.

    ``tool`` has name, path, version and package; ``host`` has id, version_id and kernel. ``shell`` and
    ``form`` are None where the template has no shell in it; ``argv`` is the template with the command left as
    a place; ``provenance`` says where a tool comes from that no package has.
    """

    tool: Mapping[str, str | None]
    host: Mapping[str, str | None]
    scenario: str
    signal: str
    shell: str | None
    form: str | None
    argv: tuple[str, ...]
    events: tuple[Event, ...]
    facts: Mapping[str, Any]
    undetermined: Mapping[str, str]
    outcome: str
    consequence: str
    provenance: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the recording as the object that JSON has of it; the outcome's key there is ``verdict``."""
        document: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        document["verdict"] = document.pop("outcome")
        provenance = document.pop("provenance")
        if provenance is not None:
            document["provenance"] = provenance
        return {**document, "argv": list(self.argv), "events": list(document["events"])}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Recording:
        """Return the recording that ``document`` is; raise ValueError where it is not one of this format."""
        check_format(document)
        values = {"provenance": None, **document, "outcome": document.get("verdict")}
        names = {field.name for field in fields(cls)}
        missing = (names - values.keys()) | ({"verdict"} - document.keys())
        if missing:
            raise ValueError(f"not a whole recording: it lacks {', '.join(sorted(missing))}")
        kept = {name: values[name] for name in names}
        return cls(**{**kept, "argv": tuple(kept["argv"]), "events": tuple(kept["events"])})

    def text(self) -> str:
        """Return the recording as the text of its file, the same for the same recording."""
        return document_text(self.to_json())

    def file_name(self, implementation: str) -> str:
        """Return the name of its file: implementation, version, scenario, and shell and form if any."""
        parts = [implementation, self.tool["version"] or "unknown", self.scenario]
        if self.shell is not None and self.form is not None:
            parts += [os.path.basename(self.shell), self.form]
        return "-".join(re.sub(r"[^A-Za-z0-9._+-]", "_", part) for part in parts) + ".json"
