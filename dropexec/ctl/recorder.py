"""``dropexecctl watch --arm, --status, --disarm, --last, --journal``: the flight recorder."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

import click

from dropexec.watch import clock
from dropexec.watch.document import signal_line as json_line
from dropexec.watch.errors import EngineError, WatchError
from dropexec.watch.event import signal_name
from dropexec.watch.evidence.finding import Finding, Wanted
from dropexec.watch.evidence.search import everywhere, page
from dropexec.watch.journal import Journal
from dropexec.watch.line import signal_line
from dropexec.watch.proc import Proc
from dropexec.watch.recorder import box, copy, last, pins
from dropexec.watch.refusal import obstacle, refusal, rights
from dropexec.watch.selection import ENDING, bits
from dropexec.watch.stops import Stops

if TYPE_CHECKING:
    from dropexec.watch.recorder.about import About

DONE, NOTHING = 0, 1
RECORDS = 1024
_COPY_SECONDS = 1.0


def _say(text: str) -> None:
    click.echo(f"dropexecctl: {text}", err=True)


def _check(numbers: tuple[int, ...]) -> None:
    found = obstacle(rights())
    if found is not None:
        raise WatchError(refusal(*found, numbers))
    pins.check_file_system()


def arm(signals: tuple[int, ...], records: int | None) -> int:
    """Pin the recorder and return; what is recorded already is kept."""
    numbers = signals or ENDING
    _check(numbers)
    entries = records
    if entries is None:
        entries = box.read().about.entries if pins.armed() else RECORDS
    try:
        known = box.arm(bits(numbers), entries)
    except EngineError as error:
        raise WatchError(
            refusal(str(error), "use a kernel with CONFIG_DEBUG_INFO_BTF (Linux 5.8 or later)", numbers)
        ) from error
    click.echo(_described(known))
    return DONE


def _signal_names(known: About) -> str:
    return " ".join(signal_name(number) for number in range(1, 65) if known.signals >> (number - 1) & 1)


def _covered(record: box.Contents) -> str:
    """Return what a record that has nothing of a target would have had."""
    known = record.about
    covered = f"who sent {_signal_names(known)} since {clock.rfc3339(known.armed)}"
    if record.overwritten:
        covered += f" but for {record.overwritten} overwritten; a larger --records keeps more"
    return covered


def _described(known: About) -> str:
    size = known.entries * box.RECORD_BYTES / (1 << 20)
    return (
        f"armed since {clock.rfc3339(known.armed)}, until the next boot or --disarm\n"
        f"records  the last {known.entries}, of {box.RECORD_BYTES} bytes each: {size:.1f} MiB, taken once\n"
        f"signals  {_signal_names(known)}"
    )


def status() -> int:
    """Print whether the recorder is armed, and what it holds."""
    if not _is_armed():
        return NOTHING
    contents = box.read()
    click.echo(_described(contents.about))
    click.echo(f"kept     {len(contents.records)}, {contents.overwritten} overwritten")
    return DONE


def _is_armed() -> bool:
    if os.geteuid() != 0:
        raise WatchError("cannot open the record of signals: only root may read it; run it as root")
    if pins.armed():
        return True
    _say(
        "nothing is recorded: the recorder is not armed, and what was recorded before this boot"
        f" ({clock.rfc3339(clock.boot())}) is gone; dropexecctl watch --arm arms it"
    )
    return False


def disarm() -> int:
    """Remove the recorder and all that it holds."""
    if os.geteuid() != 0:
        raise WatchError("cannot remove the record of signals: only root may; run it as root")
    _say("disarmed; what was recorded is gone" if pins.remove() else "the recorder was not armed")
    return DONE


def show(word: str | None, since: int, *, as_json: bool) -> int:
    """Print what is recorded of a target, newest first; where that is nothing, what others know."""
    found = []
    contents = box.read() if _is_armed() else None
    if contents is not None:
        found = last.found(contents.records, contents.overwritten, word, since, Proc())
    for one in found:
        line = json_line(one.report) if as_json else signal_line(one.report)
        if one.reused is not None and not as_json:
            line += f"; {one.reused}"
        click.echo(line)
    if found:
        return DONE
    return _search(word, since, contents, as_json=as_json)


def _search(word: str | None, since: int, record: box.Contents | None, *, as_json: bool) -> int:
    """Say what the record covers and what other sources know; return NOTHING where that is nothing."""
    findings = everywhere(Wanted(word, since))
    if record is not None:
        findings.insert(0, Finding("record", _covered(record), ()))
    for line in page(findings, armed=record is not None):
        click.echo(line, err=as_json)
    return DONE if any(one.lines for one in findings) and not as_json else NOTHING


def copy_to_journal(*, argv: bool) -> int:
    """Copy to the journal what is recorded, and what comes, until a signal asks to stop."""
    if not _is_armed():
        return NOTHING
    journal = Journal(argv=argv)
    proc = Proc()
    with Stops() as stops:
        while not stops.taken():
            copy.copy_new(journal, proc)
            select.select([stops], [], [], _COPY_SECONDS)
        copy.copy_new(journal, proc)
    journal.close()
    return DONE
