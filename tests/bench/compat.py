"""Measure what reading the catalogue costs over dropexecctl's own start.

``python3 -m tests.bench.compat [ROUNDS]``: `compat here` and `compat show` take turns with `--version` in one
run; what is printed are the ratios of the medians of the wall time.
"""

from __future__ import annotations

import os
import sys

from tests.bench import interleave

ALLOWED = 2.0
_START = (sys.executable, "-m", "dropexec.ctl")
COMMANDS = {
    "--version": (*_START, "--version"),
    "compat here": (*_START, "compat", "here"),
    "compat show debian": (*_START, "compat", "show", "debian"),
    "compat show coreutils-su": (*_START, "compat", "show", "coreutils-su"),
}


def main(rounds: int) -> int:
    """Print the ratios; return 1 where one is over what is allowed."""
    found = interleave.medians(COMMANDS, rounds, lambda argv: interleave.wall(argv, os.environ))
    print(f"median of {rounds}, ratio to dropexecctl --version, {ALLOWED} allowed")
    ratios = {name: seconds / found["--version"] for name, seconds in found.items()}
    for name, ratio in ratios.items():
        print(f"  {name:<28}{ratio:>6.2f}   {'within' if ratio <= ALLOWED else 'OVER'}")
    return int(max(ratios.values()) > ALLOWED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 21))
