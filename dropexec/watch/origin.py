"""Whether a process sent a signal, or the kernel, in the name of whoever happened to run.

Timers expire, terminals hang up and memory runs out while some process has the processor: signal_generate
then shows that process as the current one, and it has nothing to do with it. What tells is si_code of
sigaction(2), and how the kernel itself calls send_signal (kernel/signal.c).
"""

from __future__ import annotations

import signal
from typing import NamedTuple

PROCESS, KERNEL, TIMER, OOM, TERMINAL = "process", "kernel", "timer", "oom", "terminal"
ORIGINS = (PROCESS, KERNEL, TIMER, OOM, TERMINAL)

# Codes of sigaction(2), their numbers in asm-generic/siginfo.h.
SI_USER, SI_QUEUE, SI_TIMER, SI_TKILL, SI_KERNEL = 0, -1, -2, -6, 0x80

_ITIMERS = frozenset((signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF))  # setitimer(2), alarm(2)
# Sent by the terminal driver: ^C ^\ ^Z, a new size, a read or write from the background, and hang-up with
# the SIGCONT that follows it (drivers/tty/).
_TERMINAL = frozenset(
    (
        *(signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGWINCH),
        *(signal.SIGTTIN, signal.SIGTTOU, signal.SIGHUP, signal.SIGCONT),
    )
)


class Circumstances(NamedTuple):
    """What is known of how a signal was sent.

    ``siginfo`` is "real", "privileged" (SEND_SIG_PRIV), "none" (SEND_SIG_NOINFO), or None where an engine
    cannot tell. ``from_call`` is whether it lies on the sender's kernel stack, as in a call of its own.
    """

    number: int
    code: int
    siginfo: str | None
    group: bool
    itself: bool
    exiting: bool
    kernel_thread: bool
    from_call: bool


def origin(how: Circumstances) -> str:
    """Return the origin of a signal; "oom" is for whoever has seen mark_victim, and here is "kernel"."""
    if how.siginfo == "privileged" or how.code == SI_KERNEL:
        return _from_kernel(how.number)
    if how.code > 0:
        return KERNEL  # a fault, a child's end, input on a descriptor
    if how.kernel_thread:
        return _by_itself(how.code)
    if how.siginfo == "none" or (how.siginfo is None and _may_have_none(how)):
        return _without_siginfo(how)
    if how.code in (SI_USER, SI_QUEUE, SI_TKILL) or how.from_call:
        # With rt_sigqueueinfo(2) a process may write any negative code, a timer's too, and is the sender.
        return PROCESS
    return _by_itself(how.code)


def _from_kernel(number: int) -> str:
    if number in _ITIMERS:
        return TIMER
    return TERMINAL if number in _TERMINAL else KERNEL


def _by_itself(code: int) -> str:
    return TIMER if code == SI_TIMER else KERNEL  # SI_MESGQ, SI_ASYNCIO, SI_SIGIO


def _may_have_none(how: Circumstances) -> bool:
    """Return whether a signal is as one without siginfo looks to who cannot see that."""
    return how.code == SI_USER and (how.exiting or not how.group)


def _without_siginfo(how: Circumstances) -> str:
    """Tell a write to cgroup.kill, which is somebody's deed, from what the kernel does by itself."""
    if how.itself:  # SIGPIPE and SIGXFSZ, in a write of its own
        return KERNEL
    if how.group and how.exiting:  # PR_SET_PDEATHSIG(2const): the parent, or its thread, has ended
        return KERNEL
    return PROCESS


def addressed_thread(how: Circumstances, pid: int, tid: int) -> bool:
    """Return whether a signal for a whole process was sent to the id of a thread that is not the process's.

    That is what kill(1) does with a number from a stale PID file. tkill(2) and tgkill(2), which name a thread
    on purpose, signal no group; PR_SET_PDEATHSIG, set by a thread, has no siginfo; SIGCHLD to the thread that
    forked has a code of its own.
    """
    return tid != pid and how.group and how.code in (SI_USER, SI_QUEUE) and how.siginfo in ("real", None)
