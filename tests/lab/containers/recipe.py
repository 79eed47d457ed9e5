"""The Dockerfiles that packaging/examples/containers.md shows, as it shows them."""

from __future__ import annotations

import re

from tests.lab.containers.context import EXAMPLES

_BLOCK = re.compile(r"^<!-- build: (\w+) -->\n```dockerfile\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes() -> dict[str, str]:
    """Return the text of each block by the name in the comment before it."""
    return dict(_BLOCK.findall((EXAMPLES / "containers.md").read_text(encoding="utf-8")))
