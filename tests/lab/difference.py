"""What two recordings of the same thing say differently: facts, not times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dropexec.recording.delivery import merged
from dropexec.recording.escalation import SETTLE
from dropexec.recording.timeline import Timeline

# Of two signals of one kind, sent while the first is still pending, one is delivered: signal(7). Where a tool
# sends two at once, how many arrive is chance.
_COALESCING = "term_deliveries"

#: How far apart two grace periods may be, in seconds, and be the same.
TOLERANCE = 0.3

# A race counts accidents: that there were some, or none, is this run's alone.
_ACCIDENTAL = {"race": {"orphaned", "attempts"}}

# supervisord looks for ended children once a second: whether it noticed this one soon is chance.
_POLLING = {"supervisord": {"waits_for_target"}}

# How long the run took; that there is such a time, or none, is a fact.
_DURATIONS = {"unforced_seconds", "tool_seconds", "watched_seconds"}


def _together(recording: Mapping[str, Any]) -> bool:
    """Tell whether tool and target ended at the same time: which of them is noticed first is chance."""
    ended = [event["t"] for event in recording["events"] if event["event"] in ("tool-ended", "target-ended")]
    return len(ended) == 2 and abs(ended[0] - ended[1]) <= SETTLE


def differences(committed: Mapping[str, Any], fresh: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each fact that the two have differently, and for the verdict.

    A fact that `fresh` lacks for want of the kernel's trace is no difference.
    """
    accidental = _ACCIDENTAL.get(committed["scenario"], set()) | _POLLING.get(
        committed["tool"]["name"], set()
    )
    chance = any(merged(Timeline.of_document(one)) for one in (committed, fresh))
    ignored = accidental | ({_COALESCING} if chance else set())
    if _together(committed) and _together(fresh):
        ignored.add("ends_first")
    found = [
        f"{name}: committed {_portray(committed, name)}, now {_portray(fresh, name)}"
        for name in dict.fromkeys([*committed["facts"], *fresh["facts"]])
        if name not in ignored and not _same(name, committed, fresh)
    ]
    if not accidental and not found and committed["verdict"] != fresh["verdict"]:
        found.append(f"verdict: committed {committed['verdict']}, now {fresh['verdict']}")
    return found


def _same(name: str, committed: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    if name in fresh["undetermined"]:
        # A known "there is none" is not contradicted by a run that could not tell: whether a forced kill was
        # still due when both ends come together depends on which is noticed first, and that on the load.
        return committed["facts"].get(name) is None or not _traced(fresh)
    if name in committed["undetermined"]:
        return False
    before, now = committed["facts"].get(name), fresh["facts"].get(name)
    if name == "grace_seconds" and before is not None and now is not None:
        return bool(abs(before - now) <= TOLERANCE)
    if name == "term_sent" and before and now:
        return True  # a target that has ended at the first of two is not there for the second
    if name == "target_receives":
        return _without_continue(before) == _without_continue(now)
    if name in _DURATIONS:
        return (before is None) == (now is None)
    return bool(before == now)


def _without_continue(signals: list[str] | None) -> list[str] | None:
    """Leave out the SIGCONT that timeout sends after the signal: a target that ends at once may be gone."""
    return None if signals is None else [signal for signal in signals if signal != "SIGCONT"]


def _traced(recording: Mapping[str, Any]) -> bool:
    return all(event["traced"] for event in recording["events"] if event["event"] == "watch-ended")


def _portray(recording: Mapping[str, Any], name: str) -> str:
    reason = recording["undetermined"].get(name)
    return f"undetermined ({reason})" if reason else repr(recording["facts"].get(name))
