"""Try the mutants: python3 -m tests.mutants [--part PART]... [--only TEXT] [--workers N] [--list]."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.table import PARTS, Mutant, TableError, edited, load
from tests.mutants.tree import Tree

KILLED, SURVIVED, EQUIVALENT, BROKEN = "killed", "SURVIVED", "equivalent", "BROKEN"
NO_TESTS = 5
"""The status of pytest(1) where it has found none."""


def attempt(tree: Tree, mutant: Mutant) -> str:
    """Return what became of a mutant in a tree."""
    try:
        with tree.changed(mutant):
            if mutant.file.endswith((".c", ".h")) and not tree.compiles():
                return f"{BROKEN} (does not compile)"
            status = tree.test(mutant.tests, mutant.select).returncode
    except subprocess.TimeoutExpired:
        return KILLED
    if status == NO_TESTS:
        return f"{BROKEN} (no test is selected)"
    if status == 0:
        return EQUIVALENT if mutant.equivalent else SURVIVED
    return f"{BROKEN} (said to be equivalent, and a test fails)" if mutant.equivalent else KILLED


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests.mutants", description=__doc__)
    parser.add_argument("--part", action="append", choices=sorted(PARTS), help="only this part; repeatable")
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows with this in name, file or why")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="copies of the tree (default: 2)")
    parser.add_argument("--list", action="store_true", help="print the rows and try none")
    return parser.parse_args()


def chosen(parts: list[str], text: str) -> list[Mutant]:
    """Return the rows of some parts that have a text in them; each edit is one that can be made."""
    mutants = [mutant for part in parts for mutant in load(part)]
    for mutant in mutants:
        edited(mutant)
    return [mutant for mutant in mutants if text in f"{mutant.name} {mutant.file} {mutant.why}"]


def run(mutants: list[Mutant], workers: int) -> Counter[str]:
    """Try the mutants, each copy of the tree one at a time; print what became of each."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="dropexec-mutants-") as directory:
        trees: SimpleQueue[Tree] = SimpleQueue()
        for number in range(workers):
            place = Path(directory, str(number))
            place.mkdir()
            place.chmod(0o755)
            trees.put(Tree(place))
        Path(directory).chmod(0o755)

        def one(mutant: Mutant) -> tuple[Mutant, str]:
            tree = trees.get()
            try:
                return mutant, attempt(tree, mutant)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(workers) as pool:
            for mutant, fate in pool.map(one, mutants):
                print(f"{fate:<10} {mutant.name:<14} {mutant.file}: {mutant.why}", flush=True)
                found[fate.split()[0]] += 1
    return found


def main() -> int:
    """Return 0 where every mutant is killed or equivalent."""
    wanted = options()
    if shutil.which("git") is None:
        print("cannot copy the tree: git is missing", file=sys.stderr)
        return 2
    try:
        mutants = chosen(wanted.part or list(PARTS), wanted.only)
    except TableError as error:
        print(f"cannot use the table: {error}", file=sys.stderr)
        return 2
    if wanted.list:
        for mutant in mutants:
            print(f"{mutant.name:<14} {mutant.file}: {mutant.why}")
        return 0
    found = run(mutants, wanted.workers)
    print(", ".join(f"{count} {fate}" for fate, count in sorted(found.items())))
    return 1 if found[SURVIVED] or found[BROKEN] else 0


if __name__ == "__main__":
    sys.exit(main())
