"""Lint every unit, init script and maintainer script of Debian's packages of servers: a nightly step.

``python3 -m tests.lab.lint.harvest [SUITE]...`` downloads the packages with apt into a directory of its own,
and prints what lint finds in them, and what it cannot read. Status 1 where a file is not rendered as it was
read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dropexec.lint import walk
from dropexec.lint.documents import kinds, unit_file
from dropexec.lint.finding import Severity
from dropexec.lint.linter import Linter
from dropexec.lint.settings import Settings, select
from dropexec.lint.source import Source

SUITES = {"bullseye": "debian:11", "bookworm": "debian:12", "trixie": "debian:13"}

SOURCE = (
    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian {} main\n"
)

PACKAGES = (Path(__file__).parent / "packages.txt").read_text(encoding="ascii").split()


class Harvest:
    """One suite's packages, unpacked, and what lint says of them."""

    def __init__(self, suite: str, place: Path) -> None:
        self.suite = suite
        self.place = place

    def unpack(self) -> list[str]:
        """Download and unpack the packages that the suite has; return their names and versions."""
        state = self.place / "apt"
        for name in ("etc/apt/preferences.d", "state/lists/partial", "cache/archives/partial", "debs"):
            (state / name).mkdir(parents=True)
        (state / "etc/apt/sources.list").write_text(SOURCE.format(self.suite))
        self._apt("update")
        have = set(self._apt("pkgnames", tool="apt-cache").split())
        wanted = [name for name in PACKAGES if name in have]
        self._apt("download", *wanted, cwd=state / "debs")
        found = []
        for deb in sorted((state / "debs").glob("*.deb")):
            target = self.place / deb.name.partition("_")[0]
            subprocess.run(["dpkg-deb", "-R", deb, target], check=True)
            found.append("_".join(deb.name.split("_")[:2]))
        shutil.rmtree(state)
        return found

    def _apt(self, verb: str, *words: str, tool: str = "apt-get", cwd: Path | None = None) -> str:
        state = self.place / "apt"
        options = {
            "Dir::Etc": state / "etc/apt",
            "Dir::Etc::sourceparts": "-",
            "Dir::State": state / "state",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": state / "cache",
            "APT::Sandbox::User": "root",
        }
        settings = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        done = subprocess.run(
            [tool, "-qq", *settings, verb, *words], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def files(self) -> Iterator[walk.Candidate]:
        """Yield the files that lint reads, whether or not they mention a tool."""
        for target in walk.targets([(str(self.place), ".")], Path("/")):
            if isinstance(target, walk.Target):
                found = walk.read(target, bool)
                if isinstance(found, walk.Candidate):
                    yield found


def main(suites: list[str]) -> int:
    """Print the findings of each suite."""
    wrong = 0
    for suite in suites:
        with tempfile.TemporaryDirectory() as name:
            harvest = Harvest(suite, Path(name))
            packages = harvest.unpack()
            wrong += report(harvest, packages)
    return min(wrong, 1)


def report(harvest: Harvest, packages: list[str]) -> int:
    """Print one suite's findings; return how many files are not rendered as they were read."""
    selection = select((), (), (), Severity.NOTE, True)
    linter = Linter(Settings(str(harvest.place), selection, SUITES[harvest.suite]))
    counts: Counter[str] = Counter()
    wrong = 0
    for file in harvest.files():
        source = Source(file.name, file.data)
        kind = kinds.kind_of(source.name, source.text)
        counts[str(kind and kind.value)] += 1
        if kind in (kinds.Kind.UNIT, kinds.Kind.DROP_IN) and unit_file.read(source).render() != source.data:
            print(f"{file.name}: is not rendered as it was read")
            wrong += 1
        if not walk.mentions_tool(file.data):
            continue
        result = linter.judge(source, file.path)
        for item in result.unreadable:
            print(f"{item.file}:{item.line}:{item.column}: unreadable: {item.reason}")
        for finding in result.findings:
            counts[finding.rule] += 1
            place = source.position(finding.start)
            said = source.show(finding.start, finding.end)
            print(f"{file.name}:{place.line}: [{finding.rule}] {finding.fix.kind}: {said}")
    print(
        f"{harvest.suite}: {len(packages)} packages; "
        + ", ".join(f"{n} {key}" for key, n in sorted(counts.items()))
    )
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(SUITES)))
