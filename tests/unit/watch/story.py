"""Events as the tests need them, with everything that does not matter filled in."""

from __future__ import annotations

from dropexec.watch.event import Ancestor, End, Sender, Signal, Target

SENDER = Sender(
    pid=4300,
    tid=4300,
    uid=0,
    loginuid=1000,
    session=3,
    tty="pts/0",
    comm="kill",
    executable="/usr/bin/kill",
    argv=("kill", "4260"),
    ancestors=(Ancestor(4290, "bash"), Ancestor(1, "systemd")),
    cgroup="/user.slice/user-1000.slice/session-3.scope",
    unit="session-3.scope",
)


def sent(
    number: int = 15,
    *,
    origin: str = "process",
    code: int = 0,
    sender: Sender | None = SENDER,
    pid: int = 4242,
    tid: int | None = None,
    addressed_thread: bool = False,
    result: int = 0,
    monotonic: int = 1_000_000_000,
) -> Signal:
    return Signal(
        boottime=monotonic,
        monotonic=monotonic,
        number=number,
        code=code,
        origin=origin,
        sender=sender,
        target=Target(pid, pid if tid is None else tid, "C2 CompilerThre" if tid else "java"),
        addressed_thread=addressed_thread,
        result=result,
        process="java",
        start=5,
        cgroup="/system.slice/kafka.service",
    )


def ended(signal: int | None = None, status: int | None = None, *, pid: int = 4242, oom: bool = False) -> End:
    return End(
        boottime=2_000_000_000,
        monotonic=2_000_000_000,
        pid=pid,
        start=5,
        comm="java",
        parent=1,
        signal=signal,
        status=status,
        oom=oom,
    )
