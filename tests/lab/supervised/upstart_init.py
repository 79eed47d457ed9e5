"""An Upstart in miniature, PID 1 of a room: one job, and what 0.6.5 does with its process.

    python3 -I -B upstart_init.py CONF ROOT CONTROL

Upstart is in no archive any more. Its source says what matters here: SIGTERM to the process group of the
main process, SIGKILL to it when ``kill timeout`` has passed (init/job_process.c, init/system.c), SIGHUP
to the main process alone for a reload (util/initctl.c), a new process at once when it ends unasked and
the job says ``respawn``. The job of CONF runs in the root directory ROOT. Requests are lines ``NUMBER
start|stop|restart|reload|status`` in the FIFO CONTROL, which it makes; it says ``reply NUMBER: STATE``
when the state is reached, and how each main process ended.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.lab.supervised.upstart_job import Job


class Init:
    """The job's goal and its process, 0 where there is none."""

    def __init__(self, conf: str, root: str) -> None:
        self._conf = conf
        self._root = root
        self._job = Job()
        self._pid = 0
        self._goal = "stop"
        self._kill_at: float | None = None
        self._waiting = ""

    def request(self, number: str, verb: str) -> None:
        """Carry out a request, or begin to."""
        if verb == "reload":
            os.kill(self._pid, signal.SIGHUP)
        if verb == "start":
            self._job = Job.parse(Path(self._conf).read_text(encoding="utf-8"))
            self._goal = "start"
            self._spawn()
        if verb in ("stop", "restart"):
            self._goal = verb
            self._waiting = number
            self._kill(signal.SIGTERM)
            self._kill_at = time.monotonic() + self._job.kill_timeout
            return
        self._reply(number)

    def timeout(self) -> float | None:
        """Return in how many milliseconds ``expire`` is due, None for never."""
        return None if self._kill_at is None else max(0.0, self._kill_at - time.monotonic()) * 1000

    def expire(self) -> None:
        """Kill the process group where the kill timeout is over."""
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            self._kill_at = None
            self._kill(signal.SIGKILL)

    def reap(self) -> None:
        """Reap what has ended, and do what the goal says about the main process."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid == self._pid:
                self._ended(status)

    def _ended(self, status: int) -> None:
        print(f"kafka main process ({self._pid}) {_words(status)}", flush=True)
        self._pid = 0
        self._kill_at = None
        if self._goal == "restart" or (self._goal == "start" and self._job.respawn):
            self._goal = "start"
            self._spawn()
        if self._waiting:
            self._reply(self._waiting)
            self._waiting = ""

    def _spawn(self) -> None:
        self._pid = self._job.spawn(self._root)

    def _kill(self, number: signal.Signals) -> None:
        os.killpg(os.getpgid(self._pid), number)

    def _reply(self, number: str) -> None:
        state = f"kafka start/running, process {self._pid}" if self._pid else "kafka stop/waiting"
        print(f"reply {number}: {state}", flush=True)


def _words(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"killed by {signal.Signals(os.WTERMSIG(status)).name[3:]} signal"
    if os.WEXITSTATUS(status):
        return f"terminated with status {os.WEXITSTATUS(status)}"
    return "exited normally"


def main() -> int:
    """Serve requests until the room is left, which kills PID 1 and so everything else."""
    conf, root, control = sys.argv[1:]
    os.mkfifo(control)
    requests = os.open(control, os.O_RDWR | os.O_NONBLOCK)
    woken, wake = os.pipe()
    for fd in (woken, wake):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    init = Init(conf, root)
    poll = select.poll()
    poll.register(requests, select.POLLIN)
    poll.register(woken, select.POLLIN)
    print("listening", flush=True)
    while True:
        ready = dict(poll.poll(init.timeout()))
        init.expire()
        if woken in ready:
            os.read(woken, 4096)
            init.reap()
        if requests in ready:
            for line in os.read(requests, 4096).decode().splitlines():
                init.request(*line.split())


if __name__ == "__main__":
    sys.exit(main())
