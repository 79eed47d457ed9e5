"""The picture in the terminal, character by character."""

from __future__ import annotations

import pytest

from dropexec.recording.document import Recording
from dropexec.recording.lanes import lay_out
from dropexec.recording.picture import draw
from tests.unit.recording import examples
from tests.unit.recording.test_document import recording

SLOW = """\
            0 s        0.5       1          1.5        2
supervisor  ▼···········································
su          ▼━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▼✖ terminated by SIGTERM
target      ▽━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▽✖ terminated by SIGKILL

   0.000 s  SIGTERM from supervisor to su
   0.001 s  SIGTERM from su to target
   2.000 s  SIGKILL from su to target
   2.001 s  su terminated by SIGTERM
   2.001 s  target terminated by SIGKILL

▼ sends a signal   ▽ gets one   ✖ terminated by a signal
"""

ORPHAN = """\
            0 s       0.5      1         1.5      2
supervisor  ▼···········································
su          ▼━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━✖ terminated by SIGTERM
sh          ▽✖ terminated by SIGTERM
target      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▶ still running

   0.000 s  SIGTERM from supervisor to su
   0.001 s  SIGTERM from su to sh
   0.002 s  sh terminated by SIGTERM
   2.000 s  su terminated by SIGTERM
   2.250 s  target still running

▼ sends a signal   ▽ gets one   ✖ terminated by a signal   ▶ still running
"""

GOSU = """\
             0 s     1        2       3        4       5
supervisor   v..........................................
su = target  V=========================================*# exited with status 0

   0.000 s  SIGTERM from supervisor to su = target
   5.000 s  the target has finished its shutdown
   5.001 s  su = target exited with status 0
"""


@pytest.mark.parametrize(
    ("made", "ascii_only", "expected"),
    [
        (recording(examples.util_linux_slow()), False, SLOW),
        (recording(examples.dash_plain()), False, ORPHAN),
        (recording(examples.gosu_slow()), True, GOSU),
    ],
    ids=["kill", "orphan", "in place, ASCII"],
)
def test_the_whole_picture(made: Recording, ascii_only: bool, expected: str) -> None:
    assert draw(made, 80, ascii_only=ascii_only) == expected


@pytest.mark.parametrize("width", [20, 60, 80, 132, 200])
def test_no_line_is_wider_than_asked_unless_there_is_no_room_at_all(width: int) -> None:
    lines = draw(recording(examples.util_linux_slow()), width).splitlines()
    assert max(len(line) for line in lines[:-2]) <= max(width, 12 + 40 + 24)


def test_two_processes_of_one_name_are_told_apart() -> None:
    events = examples.dash_plain()
    events[1]["above"][0]["name"] = "su"
    assert [lane.name for lane in lay_out(recording(events)).lanes] == [
        "supervisor",
        "su",
        "su (2)",
        "target",
    ]


def test_without_a_trace_the_signals_are_the_ones_the_target_got() -> None:
    arrows = lay_out(recording(examples.untraced(examples.util_linux_slow()))).arrows
    assert [(arrow.source, arrow.target, arrow.signal) for arrow in arrows] == [
        (0, 1, "SIGTERM"),
        (1, 2, "SIGTERM"),
    ]


def test_a_race_has_no_lanes_but_those_of_its_one_undisturbed_run() -> None:
    attempts = [examples.event(0.0, "attempt", delay=0.0, outcome="ended")]
    assert "supervisor" in draw(recording([*examples.up(examples.TOOL), *attempts], "race"))
