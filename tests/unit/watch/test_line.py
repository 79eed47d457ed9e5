from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dropexec.watch.line import end_line, signal_line
from dropexec.watch.report import EndReport, SignalReport
from tests.unit.watch.story import SENDER, ended, sent

WALL = 1_795_660_000_123_456_789
FRONT = "2026-11-26T02:26:40.123456Z "
WHO = (
    "from kill[4300] uid=0 login=1000 session=3 tty=pts/0 exe=/usr/bin/kill command=(kill 4260)"
    " unit=session-3.scope below bash[4290] < systemd[1]"
)


def report(event: object = None, *, pid_file: str | None = None, lost: int = 0) -> SignalReport:
    return SignalReport(event or sent(), WALL, pid_file, "bpf", lost)  # type: ignore[arg-type]


def test_a_signal_is_one_line_with_all_that_is_known() -> None:
    assert signal_line(report()) == f"{FRONT}TERM to java[4242] {WHO}"


def test_a_stale_pid_file_is_said_with_its_path() -> None:
    event = sent(tid=4260, addressed_thread=True)
    assert signal_line(report(event, pid_file="/run/second.pid")) == (
        f"{FRONT}TERM to java[4242] thread C2 CompilerThre[4260] {WHO};"
        " thread id 4260 was addressed: a stale PID file, most likely (/run/second.pid)"
    )


def test_a_signal_that_nobody_sent_says_where_it_comes_from() -> None:
    found = [
        signal_line(report(sent(9, origin=origin, code=128, sender=None)), time=False)
        for origin in ("kernel", "timer", "oom", "terminal")
    ]
    assert found == [
        "KILL to java[4242] from the kernel",
        "KILL to java[4242] from a timer",
        "KILL to java[4242] from the kernel: out of memory",
        "KILL to java[4242] from the terminal",
    ]


def test_command_lines_are_left_out_for_the_log() -> None:
    assert "4260" not in signal_line(report(), argv=False)
    assert (
        signal_line(report(), argv=False)
        == f"{FRONT}TERM to java[4242] {WHO.replace(' command=(kill 4260)', '')}"
    )


def test_what_was_not_caught_is_said() -> None:
    sender = SENDER._replace(
        uid=None, loginuid=None, session=None, tty=None, executable=None, argv=None, ancestors=(), unit=None
    )
    assert signal_line(report(sent(sender=sender)), time=False) == (
        "TERM to java[4242] from kill[4300] uid not caught command line not caught"
    )


def test_code_result_and_losses_follow_the_sentence() -> None:
    line = signal_line(report(sent(10, code=-6, result=1), lost=3), time=False)
    assert line.endswith("; code -6; ignored by the target; 3 events before it were lost")


def test_an_end_says_how_and_by_whom() -> None:
    assert end_line(EndReport(ended(signal=15), WALL, SENDER, "", 0)) == (
        f"{FRONT}java[4242] was terminated by TERM, sent by kill[4300] uid=0 login=1000; 0 events lost"
    )
    assert end_line(EndReport(ended(status=143), WALL, SENDER, " after TERM", 2), time=False) == (
        "java[4242] exited with status 143 after TERM, sent by kill[4300] uid=0 login=1000; 2 events lost"
    )
    assert end_line(EndReport(ended(), WALL, None, "", 0, running=True), time=False) == (
        "java[4242] still runs; 0 events lost"
    )
    assert (
        end_line(EndReport(None, WALL, None, "", 0, running=True), time=False)
        == "stopped watching; 0 events lost"
    )


@given(st.text(), st.text(), st.lists(st.text()))
def test_no_name_breaks_the_line(comm: str, path: str, words: list[str]) -> None:
    sender = SENDER._replace(comm=comm, executable=path, argv=tuple(words))
    line = signal_line(report(sent(sender=sender), pid_file=path))
    assert line.isprintable()
