"""The comparison as one command: ``python3 -m tests.lab.demo``, as root.

Starts each service under each launcher, loads it, sends SIGTERM to the PID that a supervisor would know,
starts the service again and prints what survived. Status 0: everything was measured; 1: something could not
be; 2: the command line or the machine does not allow it, and nothing was started.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from tests.lab import launchers, service
from tests.lab.interruption import leave_in_order
from tests.lab.jvm import Jvm
from tests.lab.postgresql import Postgresql
from tests.lab.process import LabError
from tests.lab.redis import Redis
from tests.lab.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

SERVICES: dict[str, type[service.Service]] = {kind.name: kind for kind in (Redis, Postgresql, Jvm)}
_WIDTH = 120


def main(argv: Sequence[str] | None = None) -> int:
    """Run the trials that the command line asks for, print the table or JSON, return the exit status."""
    options = _parser().parse_args(argv)
    if os.geteuid() != 0:
        return _refuse("becoming another user needs root")
    try:
        columns = _launchers(options.launchers, options.dropexec)
        rows = _services(options.services)
    except LabError as error:
        return _refuse(str(error))
    leave_in_order()
    results = {(row.name, column.name): _measure(row, column) for row in rows for column in columns}
    if options.json:
        print(json.dumps([_record(*key, result) for key, result in results.items()], indent=2))
    else:
        cells = {
            key: result.cell() if isinstance(result, service.Outcome) else ("not measured",)
            for key, result in results.items()
        }
        print(table([row.name for row in rows], [column.name for column in columns], cells, _WIDTH), end="")
    return int(any(isinstance(result, LabError) for result in results.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.lab.demo", description=(__doc__ or "").partition("\n\n")[2]
    )
    parser.add_argument(
        "--services", metavar="LIST", default=",".join(SERVICES), help="the rows (default: %(default)s)"
    )
    parser.add_argument(
        "--launchers",
        metavar="LIST",
        default="su,dropexec",
        help=f"the columns, from {', '.join(launchers.FORMS)}; all: what is installed (default: %(default)s)",
    )
    parser.add_argument("--dropexec", metavar="PATH", help="the dropexec to use instead of the installed one")
    parser.add_argument("--json", action="store_true", help="print an array of outcomes instead of a table")
    return parser


def _launchers(names: str, dropexec: str | None) -> list[launchers.Launcher]:
    if names == "all":
        return launchers.installed(dropexec)
    return [launchers.find(name, dropexec) for name in names.split(",")]


def _services(names: str) -> list[service.Service]:
    found = []
    for name in names.split(","):
        if name not in SERVICES:
            raise LabError(f"unknown service {name!r}: choose from {', '.join(SERVICES)}")
        made = SERVICES[name]()
        missing = made.missing()
        if missing is not None:
            raise LabError(missing)
        found.append(made)
    return found


def _measure(row: service.Service, column: launchers.Launcher) -> service.Outcome | LabError:
    print(f"{row.name} under {column.name} ...", file=sys.stderr, flush=True)
    try:
        return service.run_trial(row, column)
    except LabError as error:
        print(f"demo: {error}", file=sys.stderr)
        return error


def _record(row: str, column: str, result: service.Outcome | LabError) -> dict[str, object]:
    head: dict[str, object] = {"service": row, "launcher": column}
    if isinstance(result, LabError):
        return {**head, "error": str(result)}
    return {**head, "intact": result.intact, **asdict(result)}


def _refuse(reason: str) -> int:
    print(f"demo: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
