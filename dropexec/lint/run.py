"""A whole run: the files found, looked over, judged on all cores, mended if asked."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Callable, TypeVar

from dropexec.lint import edits, walk
from dropexec.lint.documents.document import Unreadable
from dropexec.lint.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dropexec.lint.finding import Finding
    from dropexec.lint.linter import Linter
    from dropexec.lint.mending import Mended
    from dropexec.lint.settings import Settings

Progress = Callable[[int, int], None]

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_WORTH_A_READER = 2000
"""Files for each process that only looks files over."""

_WORTH_A_POOL = 12
"""Files from which on other processes are started: fewer are parsed before they would be up."""


@dataclass
class Report:
    """What a run found, in the order of the files.

    ``mended`` are the files with fixes, applied or only worked out. ``then`` are commands that a person has
    to run when the fixes are written.
    """

    findings: list[Finding] = field(default_factory=list)
    fixed: list[Finding] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)
    then: list[str] = field(default_factory=list)
    files: int = 0

    @property
    def status(self) -> int:
        """0: nothing found; 1: findings; 2: something could not be read."""
        return 2 if self.unreadable else int(bool(self.findings))


def run(
    paths: list[tuple[str, str]],
    settings: Settings,
    mends: bool,
    progress: Progress | None = None,
) -> Report:
    """Lint files and directories, each a path to read and the name for reports.

    ``mends``: work the fixes out as well; nothing is written here.
    """
    report = Report()
    candidates: list[walk.Candidate] = []
    targets: list[walk.Target | Unreadable] = []
    for target in walk.targets(paths, Path(settings.root)):
        targets.append(target)
        if progress is not None and len(targets) % 1000 == 0:
            progress(len(targets), 0)
    report.files = len(targets)
    for found in _looked_at(targets):
        if isinstance(found, Unreadable):
            report.unreadable.append(found)
        else:
            candidates.append(found)
    # The rules, the catalogue and translate are imported where there is anything to judge.
    for done, mended in enumerate(_judged(candidates, settings, mends) if candidates else ()):
        if progress is not None:
            progress(done + 1, len(candidates))
        take(report, mended, mends)
    return report


def take(report: Report, mended: Mended, mends: bool) -> None:
    """Add a file's results to a report."""
    report.findings += mended.remains.findings
    report.fixed += mended.fixed
    report.unreadable += mended.remains.unreadable
    if mends and mended.changed:
        report.mended.append(mended)


def _looked_at(
    targets: list[walk.Target | Unreadable],
) -> Iterable[walk.Candidate | Unreadable]:
    """Return what is worth judging, and what cannot be read, in the order of the files."""
    workers = min(os.cpu_count() or 1, len(targets) // _WORTH_A_READER + 1)
    if workers < 2:
        return _look(targets)
    size = -(-len(targets) // workers)
    parts = [targets[start : start + size] for start in range(0, len(targets), size)]
    return (found for part in _spread(_look, parts, workers) for found in part)


def _look(targets: list[walk.Target | Unreadable]) -> list[walk.Candidate | Unreadable]:
    looked = (
        walk.read(target, walk.mentions_tool) if isinstance(target, walk.Target) else target
        for target in targets
    )
    return [found for found in looked if found is not None]


_linter: Linter | None = None
_mends = (False, False)


def _prepare(settings: Settings, mends: bool) -> None:
    from dropexec.lint.linter import Linter

    global _linter, _mends
    _linter, _mends = Linter(settings), (mends, settings.unsafe)


def _judge(candidate: walk.Candidate) -> Mended:
    if _linter is None:
        raise RuntimeError("_prepare comes first")
    return judge(_linter, Source(candidate.name, candidate.data), candidate.path, *_mends)


def judge(linter: Linter, source: Source, path: str | None, mends: bool, unsafe: bool) -> Mended:
    """Return what one file comes to."""
    from dropexec.lint.mending import Mended, mend

    result = linter.judge(source, path)
    if not mends:
        return Mended(source, source, (), result, path)
    return mend(linter, source, path, result, unsafe)


def _judged(candidates: list[walk.Candidate], settings: Settings, mends: bool) -> Iterable[Mended]:
    workers = min(os.cpu_count() or 1, len(candidates) // _WORTH_A_POOL + 1)
    _prepare(settings, mends)
    return map(_judge, candidates) if workers < 2 else _spread(_judge, candidates, workers, chunk=4)


def _spread(
    work: Callable[[_Given], _Made], items: list[_Given], workers: int, chunk: int = 1
) -> Iterator[_Made]:
    """Yield what ``work`` makes of each item, in order; what other processes cannot do is done here.

    A container may have no /dev/shm, where sem_open(3) keeps the pool's locks, or a limit on processes.
    """
    done = 0
    try:
        # Forked, so that the catalogue and the rules are loaded once; there are no threads yet.
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            for made in pool.map(work, items, chunksize=chunk):
                done += 1
                yield made
    except (
        OSError,
        ImportError,
        RuntimeError,
    ):  # BrokenProcessPool and "can't start new thread" are the last
        # Those that were started before fork(2) failed wait for work, and would be waited for at the end.
        for child in multiprocessing.active_children():
            child.terminate()
        yield from map(work, items[done:])


def write(report: Report, root: str) -> None:
    """Write the mended files; one that fails is unreadable in the report, its findings not fixed."""
    from dropexec.lint import packaged

    for mended in report.mended:
        name = mended.before.name
        try:
            if mended.before.data != mended.after.data and mended.path is not None:
                _replace(mended.path, mended)
            for drop_in in mended.drop_ins:
                edits.create(packaged.place_of(Path(root), drop_in.path), drop_in.content)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            report.unreadable.append(Unreadable(name, 0, 0, f"cannot be written: {reason}; it is as it was"))
            report.findings += mended.fixed
            report.fixed = [item for item in report.fixed if item not in mended.fixed]
            continue
        if mended.drop_ins or name.endswith((".service", ".socket")) or ".service.d/" in name:
            report.then.append("systemctl daemon-reload")
    report.then = list(dict.fromkeys(report.then))


def _replace(path: str, mended: Mended) -> None:
    with open(path, "rb") as file:
        if file.read() != mended.before.data:
            raise OSError(0, "it has changed since it was read")
    edits.write(path, mended.after.data)
