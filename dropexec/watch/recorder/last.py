"""What the recorder holds, as reports: newest first, of one process, name or unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dropexec.watch import clock
from dropexec.watch.bpf import decode, layout
from dropexec.watch.escape import visible
from dropexec.watch.event import Signal
from dropexec.watch.oom import OomJoin
from dropexec.watch.origin import PROCESS
from dropexec.watch.proc import process_id, same_start
from dropexec.watch.report import SignalReport
from dropexec.watch.session import find_pid_file
from dropexec.watch.target import unit_name
from dropexec.watch.unit import in_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dropexec.watch.proc import Proc

_EVER = 1 << 62


def events(records: Iterable[bytes]) -> Iterator[Signal]:
    """Yield the signals among records, oldest first, the innocent without a sender."""
    join = OomJoin()
    for raw in records:
        if decode.kind(raw) == layout.SIGNAL:
            event, _ = decode.signal_event(raw)
            join.add(event)
        elif decode.kind(raw) == layout.OOM:
            thread, _ = decode.oom_thread(raw)
            join.mark(thread, decode.monotonic(raw))
    for one in join.ready(_EVER):
        if isinstance(one, Signal):
            yield one if one.origin == PROCESS else one._replace(sender=None)


def concerns(event: Signal, word: str | None) -> bool:
    """Return whether a signal's target is what a word of the command line means.

    A number is a process or one of its threads; another word is a process's name, or a thread's, or a unit.
    """
    if word is None:
        return True
    number = process_id(word)
    if number is not None:
        return number in (event.target.pid, event.target.tid)
    if word in (event.process, event.target.comm):
        return True
    return in_unit(event.cgroup, unit_name(word))


class Found(NamedTuple):
    """A report, and what is to be said where its target's number is another process's by now, or was."""

    report: SignalReport
    reused: str | None


def found(
    records: Iterable[bytes], overwritten: int, word: str | None, since: int, proc: Proc
) -> list[Found]:
    """Return what concerns `word` since a time (nanoseconds since 1970), newest first.

    The oldest one says how many there is no more room for.
    """
    boot = clock.boot()
    wanted = [one for one in events(records) if concerns(one, word) and boot + one.boottime >= since]
    starts: dict[int, set[int]] = {}
    for one in wanted:
        starts.setdefault(one.target.pid, set()).add(one.start)
    reports = []
    for one in reversed(wanted):
        path = find_pid_file(one, proc) if one.addressed_thread else None
        lost = overwritten if one is wanted[0] else 0
        report = SignalReport(one, boot + one.boottime, path, "bpf", lost)
        reports.append(Found(report, _reused(one, starts[one.target.pid], boot, proc)))
    return reports


def _reused(event: Signal, starts: set[int], boot: int, proc: Proc) -> str | None:
    """Return a remark where a process id alone does not say which process it was."""
    now = proc.process(event.target.pid)
    another = now is not None and not same_start(now.start, event.start)
    if not another and len(starts) < 2:
        return None
    began = f"that process had started at {clock.rfc3339(boot + event.start)}"
    return f"{began}; {event.target.pid} is {visible(now.comm)} now" if another and now is not None else began
