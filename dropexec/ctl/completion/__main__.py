"""Rewrite the generated parts of completions: ``python3 -m dropexec.ctl.completion FILE...``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from dropexec.ctl.completion import bash, fish, zsh

_PLACE = re.compile(r"(# generated: (?P<name>[a-z]+)\n).*?(# end of (?P=name)\n)", re.DOTALL)
_SHELLS = {".bash": bash.PARTS, ".fish": fish.PARTS, ".zsh": zsh.PARTS}


def with_parts(script: str, suffix: str) -> str:
    """Return ``script`` with each generated part as it is now; raises KeyError for an unknown one."""
    parts = _SHELLS[suffix]

    def fill(match: re.Match[str]) -> str:
        return "".join([match[1], *(f"{line}\n" for line in parts[match["name"]]()), match[3]])

    return _PLACE.sub(fill, script)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(with_parts(file.read_text(encoding="utf-8"), file.suffix), encoding="utf-8")
