"""What was observed of one supervisor with one launcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.lab.process import Ending

#: What the target does on request, to see whether the supervisor learns of it.
CRASH = Ending(status=7)
FAULT = Ending(signal="SIGSEGV")


@dataclass(frozen=True)
class Facts:
    """One trial, whole.

    `between` names the processes from the one that the supervisor knows down to the target's parent; none
    where the supervisor knows the target. `stop_seconds` is what a stop took under a stop timeout of 10 s,
    `finished` whether the target came to its own end in it, which takes 6 s, `stop_end` the end that the
    supervisor told of, None where it tells none. `crash_end` and `fault_end` are what it told of a target
    that exited with status 7 and of one that SIGSEGV terminated. `features` are what this supervisor has
    besides, and whether it works.
    """

    same_pid: bool
    between: tuple[str, ...]
    reload_arrived: bool
    finished: bool
    stop_seconds: float
    stop_end: Ending | None
    restarted: bool
    crash_end: Ending | None
    fault_end: Ending | None
    features: Mapping[str, bool] = field(default_factory=dict)

    @property
    def faithful(self) -> bool:
        """Whether the supervisor and the target deal with each other as if there was no launcher."""
        return (
            (self.same_pid, self.between, self.reload_arrived, self.finished, self.restarted)
            == (True, (), True, True, True)
            and (self.crash_end, self.fault_end) == (CRASH, FAULT)
            and all(self.features.values())
        )

    def cell(self) -> tuple[str, ...]:
        """Return the facts as short lines for the table."""
        seconds = f"{self.stop_seconds:.1f} s"
        end = "" if self.stop_end is None else f", {self.stop_end}"
        return (
            "its PID is the target's" if self.same_pid else f"its PID is that of {self.between[0]}",
            f"between: {', '.join(self.between) or 'nothing'}",
            f"stop: {'finished' if self.finished else 'cut off'} after {seconds}{end}",
            f"restart: {'works' if self.restarted else 'the stop is cut off'}",
            f"{CRASH} arrives as {self.crash_end}",
            f"{FAULT} arrives as {self.fault_end}",
            f"reload: {'arrives' if self.reload_arrived else 'lost'}",
            *(f"{name}: {'yes' if held else 'no'}" for name, held in self.features.items()),
        )
