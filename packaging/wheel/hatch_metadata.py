"""Put who the project is (packaging/identity) into the metadata of the wheel and the sdist."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

IDENTITY = Path(__file__).resolve().parents[1] / "identity"


def identity(text: str) -> dict[str, str]:
    """Return the names and values of packaging/identity's text: a name, blanks and a value on each line."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: value.strip() for name, value in (line.split(None, 1) for line in lines)}


class IdentityHook(MetadataHookInterface):
    """Fill in the project's URLs and maintainers, which pyproject.toml calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``urls`` and ``maintainers`` (core metadata: Project-URL, Maintainer-Email)."""
        known = identity(IDENTITY.read_text(encoding="utf-8"))
        name, address = parseaddr(known["maintainer"])
        metadata["maintainers"] = [{"name": name, "email": address}]
        metadata["urls"] = {"Homepage": known["homepage"], "Security": known["security"]}
