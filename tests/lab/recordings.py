"""Probe the real things and hold what they do against what is committed.

python3 -m tests.lab.recordings [--root SUITE] [--tool NAME] [--record]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence

from tests.lab import collection
from tests.lab.bench import Bench, ProbeFailure
from tests.lab.difference import differences
from tests.lab.roots.debian import RootError
from tests.lab.roots.release import PROBED
from tests.lab.specimen import SPECIMENS, Specimen


def compare(specimen: Specimen, fresh: Iterable[collection.Document], *, record: bool = False) -> list[str]:
    """Return what the `fresh` recordings of `specimen` say otherwise than those committed.

    With `record` those that do, and those that there were none of, are written; one that says the same stays
    as it is, so that a run in which nothing is new changes no file.
    """
    found = []
    for document in fresh:
        path = collection.committed(specimen, document["scenario"])
        name = collection.file_name(specimen, document)
        if path is None:
            new = [f"{name}: no recording of this is committed"]
        else:
            new = [f"{path.name}: {one}" for one in differences(collection.read(path), document)]
            if path.name != name:
                new += [f"{path.name}: this root has {name}"] * record
        if new and record:
            collection.write(specimen, document)
        found += new
    return found


def _chosen(root: str | None, tool: str | None) -> list[Specimen]:
    return [
        specimen
        for specimen in SPECIMENS
        if root in (None, specimen.suite) and tool in (None, specimen.implementation)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Probe what is asked for; return 0, or 1 where a root, a probe or a comparison failed."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.lab.recordings",
        description="Probe the real things and hold what they do against what is committed.",
    )
    parser.add_argument("--root", choices=list(PROBED))
    parser.add_argument("--tool", choices=sorted({specimen.implementation for specimen in SPECIMENS}))
    parser.add_argument("--record", action="store_true", help="write what is new, or differs")
    options = parser.parse_args(arguments)
    specimens = _chosen(options.root, options.tool)
    if not specimens:
        parser.error(f"{options.root} has no {options.tool}")
    began = time.monotonic()
    failed = False
    with Bench() as bench:
        running = [(specimen, bench.submit(specimen)) for specimen in specimens]
        for specimen, recordings in running:
            try:
                found = compare(specimen, recordings.result(), record=options.record)
            except (ProbeFailure, RootError) as error:
                print(error, file=sys.stderr)
                failed = True
                continue
            failed |= bool(found) and not options.record
            print(f"{specimen}: {'as committed' if not found else ''}", *found, sep="\n  ", flush=True)
    print(f"{len(specimens)} specimens in {time.monotonic() - began:.0f} s")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
