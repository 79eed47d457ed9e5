"""Who sent it: every way of sending in a table, the innocent ones longest."""

from __future__ import annotations

import signal

import pytest

from dropexec.watch.origin import Circumstances, addressed_thread, origin

REAL = Circumstances(
    number=signal.SIGTERM,
    code=0,
    siginfo="real",
    group=True,
    itself=False,
    exiting=False,
    kernel_thread=False,
    from_call=True,
)
PRIVILEGED = REAL._replace(code=128, siginfo="privileged", from_call=False)
NONE = REAL._replace(siginfo="none", from_call=False)
TIMER = REAL._replace(code=-2, from_call=False)
UNKNOWN = REAL._replace(siginfo=None, from_call=False)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (REAL, "process"),  # kill(2), pidfd_send_signal(2)
        (REAL._replace(code=-6, group=False), "process"),  # tgkill(2)
        (REAL._replace(code=-1), "process"),  # sigqueue(3)
        (REAL._replace(exiting=True), "process"),  # a shell's EXIT trap is over by then, an exec is not
        (REAL._replace(itself=True), "process"),  # raise(3)
        (REAL._replace(code=-2), "process"),  # rt_sigqueueinfo(2) with a timer's code
        (REAL._replace(code=-60), "process"),  # the same with SI_ASYNCNL
        (NONE._replace(number=9, group=False), "process"),  # a write to cgroup.kill
        (UNKNOWN, "process"),
        (UNKNOWN._replace(number=9, group=False), "process"),  # the same, by tracefs
        (NONE._replace(exiting=True), "kernel"),  # PR_SET_PDEATHSIG
        (UNKNOWN._replace(exiting=True), "kernel"),  # the same, by tracefs
        (NONE._replace(number=signal.SIGPIPE, group=False, itself=True), "kernel"),
        (UNKNOWN._replace(number=signal.SIGXFSZ, group=False, itself=True), "kernel"),
        (
            PRIVILEGED._replace(number=9),
            "kernel",
        ),  # the end of a PID namespace; the OOM killer, unless joined
        (PRIVILEGED._replace(number=signal.SIGXCPU), "kernel"),
        (PRIVILEGED, "kernel"),
        (REAL._replace(number=signal.SIGCHLD, code=1), "kernel"),
        (REAL._replace(number=signal.SIGSEGV, code=1, itself=True), "kernel"),
        (REAL._replace(number=signal.SIGIO, code=1), "kernel"),
        (TIMER._replace(code=-3), "kernel"),  # SI_MESGQ
        (REAL._replace(kernel_thread=True), "kernel"),
        (TIMER, "timer"),
        (TIMER._replace(kernel_thread=True), "timer"),  # while one happened to run
        (PRIVILEGED._replace(number=signal.SIGALRM), "timer"),
        (PRIVILEGED._replace(number=signal.SIGVTALRM), "timer"),
        (PRIVILEGED._replace(number=signal.SIGPROF), "timer"),
        (PRIVILEGED._replace(number=signal.SIGINT), "terminal"),
        (PRIVILEGED._replace(number=signal.SIGQUIT), "terminal"),
        (PRIVILEGED._replace(number=signal.SIGHUP), "terminal"),
        (PRIVILEGED._replace(number=signal.SIGWINCH), "terminal"),
        (UNKNOWN._replace(number=signal.SIGINT, code=128), "terminal"),
    ],
)
def test_a_signal_has_the_origin_that_its_code_and_siginfo_say(how: Circumstances, expected: str) -> None:
    assert origin(how) == expected


@pytest.mark.parametrize(
    ("how", "tid", "expected"),
    [
        (REAL, 4260, True),  # kill(2)
        (REAL._replace(code=-1), 4260, True),  # sigqueue(3)
        (UNKNOWN, 4260, True),
        (REAL, 4242, False),  # the process's own number
        (REAL._replace(code=-6, group=False), 4260, False),  # tgkill(2), pidfd of a thread
        (REAL._replace(code=-1, group=False), 4260, False),  # rt_tgsigqueueinfo(2)
        (NONE, 4260, False),  # PR_SET_PDEATHSIG, set by a thread
        (REAL._replace(number=signal.SIGCHLD, code=1), 4260, False),  # to the thread that forked
        (PRIVILEGED, 4260, False),
    ],
)
def test_only_a_signal_to_a_whole_process_by_a_threads_number_is_a_stale_pid_file(
    how: Circumstances, tid: int, expected: bool
) -> None:
    assert addressed_thread(how, 4242, tid) is expected
