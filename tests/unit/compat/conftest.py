"""A catalogue of two implementations and two behaviours, small enough to break on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "behaviours.toml": """
[[behaviour]]
id = "forks"
question = "Does it fork?"
type = "bool"
observed = "the pid"
fact = "forks"
scenarios = ["slow", "prompt"]

[[behaviour]]
id = "escalation"
question = "When does it kill?"
type = "choice"
choices = ["unconditional", "if-alive"]
nullable = true
observed = "the kill"
""",
    "implementations/newsu.toml": """
name = "newsu"
kind = "su"
title = "new su"
summary = "Forks."
invocation = "newsu USER"
commands = ["su"]
packages = ["newsu"]

[[release]]
id = "1"
since = "1.0"
before = "2.0"

[[release]]
id = "2"
since = "2.0"

[[release]]
id = "1-patched"
since = "1.0"
before = "2.0"
variant = "patched"

[sources]
main = "example/newsu@v2:su.c main"
patch = "example/newsu@v1:fix.patch"

[claims]
forks = [{ value = true, evidence = "source", source = "main" }]
escalation = [
    { releases = ["2"], none = true, evidence = "source", source = "main", note = "It waits." },
    { releases = ["1-patched"], evidence = "unverified", source = "patch", settles = "reading it" },
    { value = "unconditional", evidence = "source", source = "main" },
]
""",
    "implementations/oldsu.toml": """
name = "oldsu"
kind = "su"
title = "old su"
summary = "Executes."
invocation = "oldsu USER"
commands = ["su"]
packages = ["oldsu"]

[[release]]
id = "all"

[sources]
main = "slow.json"

[claims]
forks = [{ value = false, evidence = "probed", source = "main" }]
escalation = [{ none = true, evidence = "probed", source = "main" }]
""",
    "distributions.toml": """
[[distribution]]
id = "tuxos"
name = "Tux OS"

[[row]]
distribution = "tuxos"
release = "7"
codename = "emperor"
implementation = "oldsu"
version = "0.9"
evidence = "reported"
source = "the release notes"

[[row]]
distribution = "tuxos"
release = "8"
implementation = "newsu"
version = "1.5-2"
variant = "patched"
evidence = "unverified"
source = "its number"
settles = "the package list of Tux OS 8"
""",
}


class Written:
    """The files of a catalogue in a directory of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory / "catalogue"
        self.recordings = directory / "recordings"
        self.recordings.mkdir()
        (self.recordings / "slow.json").write_text("{}")
        for name, content in FILES.items():
            file = self.directory / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace the first ``old``, which must be there, by ``new``."""
        content = (self.directory / name).read_text()
        assert old in content
        (self.directory / name).write_text(content.replace(old, new, 1))


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)
