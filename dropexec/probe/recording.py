"""The document that a probe leaves: what was run where, what happened, and what it means."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dropexec.probe.timeline import Event

FORMAT = "dropexec-recording/1"


@dataclass(frozen=True)
class Recording:
    """One scenario run with one tool.

    `tool` has name, path, version and package; `host` has id, version_id and kernel. `shell` and `form` are
    None where the template has no shell in it; `argv` is the template with the command left as a place.
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
    verdict: str
    consequence: str

    def to_json(self) -> dict[str, Any]:
        """Return the recording as the object that JSON has of it."""
        return {
            "format": FORMAT,
            **asdict(self),
            "argv": list(self.argv),
            "events": [dict(event) for event in self.events],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Recording:
        """Return the recording that `document` is; raise ValueError where it is none of this format."""
        if document.get("format") != FORMAT:
            raise ValueError(f"not a recording: its format is {document.get('format')!r}, not {FORMAT!r}")
        names = {field.name for field in fields(cls)}
        missing = names - document.keys()
        if missing:
            raise ValueError(f"not a whole recording: it lacks {', '.join(sorted(missing))}")
        values = {name: document[name] for name in names}
        return cls(**{**values, "argv": tuple(values["argv"]), "events": tuple(values["events"])})

    def text(self) -> str:
        """Return the recording as the text of its file, the same for the same recording."""
        return json.dumps(self.to_json(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def file_name(self, implementation: str) -> str:
        """Return the name of its file: implementation, version, scenario, and shell and form if any."""
        parts = [implementation, self.tool["version"] or "unknown", self.scenario]
        if self.shell is not None and self.form is not None:
            parts += [os.path.basename(self.shell), self.form]
        return "-".join(re.sub(r"[^A-Za-z0-9._+-]", "_", part) for part in parts) + ".json"
