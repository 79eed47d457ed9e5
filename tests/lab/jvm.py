"""A JVM whose shutdown hook needs 5 s, and whether it gets to its end."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.process import ENVIRONMENT
from tests.lab.service import Outcome, Service

if TYPE_CHECKING:
    from tests.lab.launchers import Launcher
    from tests.lab.supervisor import Supervisor

# Source, not a class file: Debian's openjdk-*-jre-headless ships the whole module image, jdk.compiler
# included, so that "java File.java" (JEP 330) works with no JDK installed.
_SOURCE = Path(__file__).with_name("ShutdownHook.java")
_SEGMENTS = 50
_START_SECONDS = 60.0


@dataclass(frozen=True)
class JvmOutcome(Outcome):
    """How many of its segments the hook wrote, and whether the marker at its end is there."""

    segments: int
    segments_written: int
    hook_finished: bool

    @property
    def intact(self) -> bool:
        return self.hook_finished and self.segments_written == self.segments

    def cell(self) -> tuple[str, ...]:
        return (
            f"{self.segments_written} of {self.segments} segments",
            f"hook {'finished' if self.hook_finished else 'unfinished'}",
            str(self.shutdown),
        )


class Jvm(Service):
    """A Java program that flushes 50 segments in its shutdown hook, 100 ms each, then writes a marker."""

    name = "jvm"
    account_name = "nobody"

    def missing(self) -> str | None:
        return None if _java() else "java is not installed: apt-get install default-jre-headless"

    def trial(self, launcher: Launcher, supervisor: Supervisor, directory: str) -> JvmOutcome:
        # A copy, because the target may not be allowed to read this checkout.
        source = shutil.copy(_SOURCE, directory)
        os.chmod(source, 0o644)
        java = _java()
        assert java is not None, "missing() said that there is one"
        # UsePerfData would leave a file in /tmp/hsperfdata_nobody when the JVM is killed.
        argv = [java, "-Xmx256m", "-XX:-UsePerfData", source, directory, str(_SEGMENTS)]
        process = supervisor.start(launcher.wrap(self.account, argv), directory=directory)
        target = int(process.wait_for_line("ready ", _START_SECONDS).split()[1])
        shutdown = supervisor.stop(process, target)
        supervisor.sweep()
        segments, marker = Path(directory, "segments"), Path(directory, "clean-shutdown")
        written = segments.read_text().count("\n") if segments.exists() else 0
        return JvmOutcome(shutdown, _SEGMENTS, written, marker.exists())


def _java() -> str | None:
    return shutil.which("java", path=ENVIRONMENT["PATH"])
