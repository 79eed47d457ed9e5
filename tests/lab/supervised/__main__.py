"""The comparison as one command: ``python3 -m tests.lab.supervised``, as root.

Starts the shipped example of each supervisor, once with su and once with dropexec, and prints what the
supervisor and the service know of each other. Status 0: everything was observed; 1: something could not be;
2: the command line or the machine does not allow it, and nothing was started. Told to end, it begins no more
trials and waits for those that run, which clean up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.lab.interruption import leave_in_order
from tests.lab.process import LabError
from tests.lab.supervised import artefacts
from tests.lab.supervised.catalogue import LAUNCHERS, MANAGERS
from tests.lab.supervised.facts import Facts
from tests.lab.supervised.survey import survey
from tests.lab.table import table

_WIDTH = 120


def main(argv: Sequence[str] | None = None) -> int:
    """Run the trials that the command line asks for, print the table, return the exit status."""
    options = _parser().parse_args(argv)
    names = options.supervisors.split(",")
    reason = _reason(names, options.dropexec)
    if reason is not None:
        print(f"supervised: {reason}", file=sys.stderr)
        return 2
    leave_in_order()
    with tempfile.TemporaryDirectory(prefix="dropexec-lab-") as scratch:
        try:
            built = artefacts.build(Path(scratch), options.dropexec)
        except LabError as error:
            print(f"supervised: {error}", file=sys.stderr)
            return 2
        found = survey(names, built)
    for (name, launcher), result in found.items():
        if isinstance(result, LabError):
            print(f"supervised: {name} with {launcher}: {result}", file=sys.stderr)
    cells = {
        key: result.cell() if isinstance(result, Facts) else ("not observed",)
        for key, result in found.items()
    }
    print(table(names, LAUNCHERS, cells, _WIDTH), end="")
    return int(any(isinstance(result, LabError) for result in found.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.lab.supervised", description=(__doc__ or "").partition("\n\n")[2]
    )
    known = ",".join(MANAGERS)
    parser.add_argument(
        "--supervisors", metavar="LIST", default=known, help="the rows (default: %(default)s)"
    )
    parser.add_argument(
        "--dropexec", metavar="PATH", type=Path, help="the static launcher to use instead of building it"
    )
    return parser


def _reason(names: Sequence[str], dropexec: Path | None) -> str | None:
    """Return why these cannot be observed here."""
    if os.geteuid() != 0:
        return "becoming another user needs root"
    if dropexec is not None and not os.access(dropexec, os.X_OK):
        return f"cannot run {dropexec}: not an executable file"
    unknown = [name for name in names if name not in MANAGERS]
    if unknown:
        return f"unknown supervisor {unknown[0]!r}: choose from {', '.join(MANAGERS)}"
    return next(filter(None, (MANAGERS[name].missing() for name in names)), None)


if __name__ == "__main__":
    sys.exit(main())
