"""The part of Upstart's init(5) that the example needs: a job's configuration, and its process."""

from __future__ import annotations

import os
import shlex
import signal
from dataclasses import dataclass
from typing import NoReturn

# init/job_process.c of 0.6.5: a command with one of these is run by a shell, any other is split at blanks.
_SHELL_CHARACTERS = frozenset("~`!$^&*()=|\\{}[];\"'<>?")

# What 0.6.5 gives a job that the event "stopped rc" starts: init's own PATH and TERM (init/job_class.c;
# init/main.c sets the one, the kernel the other), the event's variables, and those that name the event,
# the job and its instance (init/event.c, init/job_process.c). HOME, USER and SHELL are not among them.
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin",
    "TERM": "linux",
    "RUNLEVEL": "3",
    "PREVLEVEL": "N",
    "JOB": "rc",
    "INSTANCE": "",
    "RESULT": "ok",
    "UPSTART_EVENTS": "stopped",
    "UPSTART_JOB": "kafka",
    "UPSTART_INSTANCE": "",
}


@dataclass
class Job:
    """The stanzas of one job, with 0.6.5's defaults."""

    command: str = ""
    kill_timeout: int = 5
    respawn: bool = False

    @classmethod
    def parse(cls, text: str) -> Job:
        """Read a configuration; ValueError for a stanza that is not known here."""
        job = cls()
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if not words or words[0] in ("description", "author", "start", "stop"):
                continue
            if words[0] == "exec":
                job.command = line.strip().partition(" ")[2]
            elif words[:2] == ["kill", "timeout"]:
                job.kill_timeout = int(words[2])
            elif words == ["respawn"]:
                job.respawn = True
            else:
                raise ValueError(f"unknown stanza: {line}")
        return job

    @property
    def argv(self) -> list[str]:
        """The command as words, or as a shell's where it needs one."""
        if _SHELL_CHARACTERS & set(self.command):
            return ["/bin/sh", "-e", "-c", f"exec {self.command}", "/bin/sh"]
        return self.command.split()

    def spawn(self, root: str) -> int:
        """Start the main process in a root directory and return its PID, as job_process_spawn() does.

        It leads a session and a process group; its descriptors are /dev/null, its umask 022, its directory /.
        """
        pid = os.fork()
        return pid or self._become(root)

    def _become(self, root: str) -> NoReturn:
        errors = os.dup(2)
        try:
            os.setsid()
            null = os.open("/dev/null", os.O_RDWR | os.O_NOCTTY)
            for fd in range(3):
                os.dup2(null, fd)
            os.umask(0o022)
            os.chroot(root)
            os.chdir("/")
            # Python's own: what it ignores would stay ignored.
            for each in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGCHLD):
                signal.signal(each, signal.SIG_DFL)
            os.execvpe(self.argv[0], self.argv, ENVIRONMENT)
        except OSError as error:
            os.write(errors, f"cannot execute {self.command}: {error}\n".encode())
        os._exit(255)
