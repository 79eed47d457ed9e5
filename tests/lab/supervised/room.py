"""A throw-away system: Debian 12 with the supervisors, the target, the launcher and the account in it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from tests.lab.collection import PROJECT
from tests.lab.process import Ending, LabError, Process
from tests.lab.roots import debian, inside
from tests.lab.roots.release import SUPERVISORS
from tests.lab.supervised import account, example, pids
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.log import Log

if TYPE_CHECKING:
    from typing_extensions import Self

_SECONDS = 60.0
_INIT = f"{inside.PROJECT}/tests/lab/supervised/init.py"


class Room:
    """Namespaces of its own for mounts, PIDs and the host's name; what is started in there ends with it."""

    #: The system that it is.
    release = SUPERVISORS

    def __init__(self, artefacts: Artefacts, init: Sequence[str] = (_INIT,)) -> None:
        self._artefacts = artefacts
        self._init = init
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            try:
                root = stack.enter_context(debian.root(self.release))
            except debian.RootError as error:
                raise LabError(str(error)) from error
            self.pid = self._boot(root, stack)
            account.install(self.path("/"))
            self.copy(self._artefacts.dropexec, example.LAUNCHER)
            self.copy(self._artefacts.target, example.TARGET)
            self.path(example.LOG).parent.mkdir()
            self.log = stack.enter_context(Log(self.path(example.LOG)))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _boot(self, root: Path, stack: ExitStack) -> int:
        """Start PID 1, which ends with the stack; return the PID by which the machine knows it."""
        argv = inside.room(root, ["python3", "-I", "-B", *self._init], project=PROJECT)
        self.init = Process(argv, directory="/")
        stack.callback(self.init.close)
        return int(self.init.wait_for_line("entered", _SECONDS).split()[1])

    def path(self, name: str) -> Path:
        """Return where the machine finds the absolute path `name` of the room; proc_pid_root(5)."""
        return Path(f"/proc/{self.pid}/root{name}")

    def copy(self, file: Path, name: str) -> None:
        """Copy an executable into the room."""
        self.write(name, "")
        shutil.copyfile(file, self.path(name))
        self.path(name).chmod(0o755)

    def write(self, name: str, text: str) -> None:
        """Write a file into the room, executable where it is a script."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755 if text.startswith("#!") else 0o644)

    def run(self, *argv: str, statuses: Sequence[int] = (0,)) -> str:
        """Run a command in the room to its end and return what it printed; LabError for another status."""
        try:
            done = subprocess.run(
                self._enter(argv),
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=inside.ENVIRONMENT,
                text=True,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise LabError(f"{shlex.join(argv)} did not end within {_SECONDS:.0f} s") from error
        if done.returncode not in statuses:
            raise LabError(f"{shlex.join(argv)}: status {done.returncode}\n  {done.stdout}")
        return done.stdout

    def daemon(self, *argv: str) -> Process:
        """Start a command in the room that lives as long as the room, and return it."""
        process = Process(self._enter(argv), directory="/")
        self._stack.callback(process.close)
        return process

    def reaped(self, pid: int) -> Ending | None:
        """Return how the orphan `pid` ended, None where it was not reaped yet; LabError without PID 1."""
        try:
            line = self.init.wait_for_line(f"reaped {pid} ", 0.0)
        except LabError:
            if not os.path.exists(f"/proc/{self.pid}/root"):
                raise
            return None
        _, _, how, what = line.split()
        return Ending(signal=what) if how == "signal" else Ending(status=int(what))

    def outer(self, pid: int) -> int:
        """Return the PID by which the machine knows the room's process `pid`; LabError where it is gone."""
        return pids.outer(pid, self.pid)

    def _enter(self, argv: Sequence[str]) -> list[str]:
        return [
            *("nsenter", "--target", str(self.pid), "--mount", "--uts", "--ipc", "--net", "--pid"),
            *("--wdns=/", "--"),
            *argv,
        ]
