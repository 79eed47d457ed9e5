"""podman with runc: the container is the supervisor's service, its entrypoint the shipped one."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

from dropexec.probe.process import inner_pid
from tests.lab.containers import context
from tests.lab.containers.engine import Engine
from tests.lab.process import Ending
from tests.lab.supervised import account, example, pids
from tests.lab.supervised.log import Log
from tests.lab.supervised.manager import Manager

_CONTAINER = "kafka"
_IMAGE = "localhost/kafka"
_OUTPUT = "its log has the output"


class Podman(Manager):
    """A container of the image that the example's Dockerfile makes."""

    name = "podman"
    respawns = False
    promises = (_OUTPUT,)
    # It knows signals as statuses above 128 alone: su's 139 is its word for SIGSEGV.
    with_su: ClassVar[Mapping[str, Any]] = {
        "fault_end": Ending(signal="SIGSEGV"),
        "features": {_OUTPUT: True},
    }

    @classmethod
    def missing(cls) -> str | None:
        return Engine.missing()

    def __enter__(self) -> Podman:
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dropexec-lab-")))
            self.engine = stack.enter_context(Engine(scratch / "engine"))
            built = context.executables(self.artefacts.dropexec.parent)
            dockerfile = context.EXAMPLES / "Dockerfile"
            made = context.lay_out(
                scratch / "context", dockerfile, built, self.artefacts.target, self.launcher
            )
            self.engine.build(_IMAGE, made)
            volume = scratch / "volume"
            volume.mkdir()
            self.log = stack.enter_context(Log(volume / "log"))
            self.engine.podman("create", f"--name={_CONTAINER}", f"--volume={volume}:{account.HOME}", _IMAGE)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(self) -> None:
        self.engine.podman("start", _CONTAINER)

    def stop(self) -> None:
        self.engine.podman("stop", f"--time={example.GRANTED_SECONDS}", _CONTAINER)

    def restart(self) -> None:
        self.engine.podman("restart", f"--time={example.GRANTED_SECONDS}", _CONTAINER)

    def reload(self) -> None:
        self.engine.podman("kill", "--signal=HUP", _CONTAINER)

    def pid(self) -> int:
        return inner_pid(self._first())

    def ends(self) -> list[Ending]:
        died = ("events", "--stream=false", "--filter=event=died", "--format={{.ContainerExitCode}}")
        return [_ending(int(code)) for code in self.engine.podman(*died).split()]

    def outer(self, pid: int) -> int:
        return pids.outer(pid, self._first())

    def features(self) -> Mapping[str, bool]:
        return {_OUTPUT: self.engine.podman("logs", _CONTAINER).startswith("hello from ")}

    def _first(self) -> int:
        """Return this machine's PID of the container's PID 1."""
        return int(self.engine.podman("inspect", "--format={{.State.Pid}}", _CONTAINER))


def _ending(code: int) -> Ending:
    # conmon(8) writes 128 and the signal's number where a signal ended the process.
    return Ending.from_exitcode(code if code <= 128 else -(code - 128))
