"""Measure what lint takes to look a tree over, beside grep.

``python3 -m tests.bench.lint_tree [ROUNDS] [FILES]``. A tree of 20 000 files of a repository's and a
machine's kinds, none of which is a hit of lint's, since the parsing of hits is not what is compared:
grep -rlE for the tools' names, and ``dropexecctl lint``, in turn. Medians, and the ratio, which is to be
3 at most.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench.interleave import medians, wall

ALLOWED = 3.0
NAMES = r"\b(su|sudo|runuser|gosu|su-exec|setpriv|chpst|s6-setuidgid|setuidgid|start-stop-daemon)\b"

_KINDS = {
    "x.service": "[Unit]\nDescription=a service\n\n[Service]\nUser=app\nExecStart=/usr/bin/app --flag\n",
    "x.sh": '#!/bin/sh\nset -e\nresult=$(summary --issue)\nexec app "$@"\n',
    "x.conf": "key = value\nother = result\n",
    "Dockerfile": 'FROM debian:12\nRUN apt-get install -y app\nUSER app\nCMD ["app"]\n',
    "x.py": "def result(issue):\n    return issue\n",
    "x.c": "int main(void) { return 0; }\n",
    "x.md": "# Results\n\nA summary of issues.\n",
    "x": "plain text about results\n",
}


def grow(place: Path, files: int) -> None:
    """Lay a tree out, 50 files a directory, of 0.1 to 8 KiB each."""
    choose = random.Random(1)  # noqa: S311 - the same tree every time
    for number in range(files):
        directory = place / f"d{number // 1000}" / f"e{number // 50 % 20}"
        if number % 50 == 0:
            directory.mkdir(parents=True, exist_ok=True)
        name = choose.choice(list(_KINDS))
        filler = "# a line of comment that says nothing at all\n" * choose.randint(0, 180)
        (directory / f"{number}{name[1:] if name.startswith('x') else '.' + name}").write_text(
            _KINDS[name] + filler
        )
    # grep ends with status 0 where it finds one; a name that lint passes over.
    (place / "hit.txt").write_text("su app -c app\n")


def main(rounds: int, files: int) -> int:
    """Print the medians and the ratio; status 1 where it is over what is allowed."""
    grep = shutil.which("grep")
    if grep is None:
        print("needs grep")
        return 2
    with tempfile.TemporaryDirectory() as name:
        grow(Path(name), files)
        program = "from dropexec.ctl.lint import command; command()"
        commands = {
            "grep": [grep, "-rlE", NAMES, name],
            "lint": [sys.executable, "-c", program, "--exit-zero", name],
        }
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        found = medians(commands, rounds, lambda argv: wall(argv, environment))
    ratio = found["lint"] / found["grep"]
    print(f"{files} files, medians of {rounds}: grep {found['grep']:.3f} s, lint {found['lint']:.3f} s")
    print(f"ratio {ratio:.2f}, allowed {ALLOWED:g}: {'within' if ratio <= ALLOWED else 'OVER'}")
    return int(ratio > ALLOWED)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [5, 20_000][len(numbers) :])))
