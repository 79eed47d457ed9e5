from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.recording.timeline import Event, Timeline
from tests.unit.recording import examples
from tests.unit.recording.test_facts import EVENTS


@given(st.data(), st.lists(EVENTS, max_size=15))
def test_the_order_of_a_timeline_is_its_own(data: st.DataObject, events: list[Event]) -> None:
    assert Timeline(data.draw(st.permutations(events))).events == Timeline(events).events


def test_questions_are_answered_by_kind_and_value() -> None:
    timeline = Timeline([examples.received(2.0, "SIGKILL"), examples.received(1.0), examples.received(3.0)])
    assert [one["t"] for one in timeline.all("signal-received", signal="SIGTERM")] == [1.0, 3.0]
    assert timeline.first("signal-received") == examples.received(1.0)
    assert timeline.time("signal-received", signal="SIGKILL") == 2.0
    assert (timeline.first("marker"), timeline.time("marker"), timeline.all("marker")) == (None, None, [])


@pytest.mark.parametrize(
    ("events", "expected"),
    [([], None), (examples.up(), True), (examples.up(examples.TOOL), False), (examples.up()[:1], None)],
)
def test_a_tool_that_exec_d_is_in_place(events: list[Event], expected: bool | None) -> None:
    assert Timeline(events).in_place() is expected


def test_the_order_of_an_events_keys_does_not_matter() -> None:
    one = examples.tool_ended(1.0, {"status": 0})
    same = dict(reversed(one.items()))
    other = examples.tool_ended(1.0, {"status": 7})
    assert Timeline([other, same]).first("tool-ended") == Timeline([one, other]).first("tool-ended") == one
