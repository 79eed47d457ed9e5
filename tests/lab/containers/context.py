"""Build contexts: a shipped Dockerfile, what it says is beside it, and what it takes from a release."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from tests.lab.collection import PROJECT
from tests.lab.process import LabError

EXAMPLES = PROJECT / "packaging" / "examples"

#: The static executables by the name that ``uname -m`` has for their machine.
MACHINES = ("x86_64", "aarch64")

#: What the example gives its service as argument, and the log that the lab's target wants there.
CONFIGURATION = "/etc/kafka/server.properties"
LOG = "/var/lib/kafka/log"

# Of two trials at once, one builds.
_COMPILING = threading.Lock()

# The line of the entrypoint that becomes the service, and what stood there before.
_DROPEXEC = 'exec dropexec -E kafka "$0" "$@"'
_SU = 'exec su -s /bin/sh kafka -c "exec $*"'


def executables(directory: Path) -> Path:
    """Have the static launcher for each machine in a directory, as a release has, and return that.

    One that is there already stays. Raises LabError where there is no compiler for the rest.
    """
    with _COMPILING:
        missing = [machine for machine in MACHINES if not (directory / f"dropexec-linux-{machine}").exists()]
        if missing and importlib.util.find_spec("ziglang") is None:
            raise LabError("not installed: ziglang")
        if missing:
            script = PROJECT / "packaging" / "static" / "build"
            subprocess.run([sys.executable, str(script), str(directory), *missing], check=True)
    return directory


def filled(text: str) -> str:
    """Return a Dockerfile's text with the lab's log as the service's argument."""
    return text.replace(CONFIGURATION, LOG)


def give_release(directory: Path, built: Path) -> None:
    """Put into a build context what the Dockerfiles take from a release: the executables and their sums."""
    sums = []
    for machine in MACHINES:
        copy = shutil.copy(built / f"dropexec-linux-{machine}", directory)  # executable, as it is there
        content = Path(copy).read_bytes()
        sums.append(f"{hashlib.sha256(content).hexdigest()}  dropexec-linux-{machine}\n")
    (directory / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


def lay_out(directory: Path, dockerfile: Path, built: Path, target: Path, launcher: str = "dropexec") -> Path:
    """Make the build context of an example's Dockerfile with the target as the service, and return it.

    With the launcher "su" the entrypoint becomes the user as entrypoints did before.
    """
    directory.mkdir()
    (directory / "Dockerfile").write_text(filled(dockerfile.read_text(encoding="utf-8")), encoding="utf-8")
    give_release(directory, built)
    for name in ("passwd", "group"):
        shutil.copy(EXAMPLES / "scratch" / name, directory)
    shutil.copy(EXAMPLES / "docker-entrypoint.sh", directory)
    if launcher == "su":
        entrypoint = directory / "docker-entrypoint.sh"
        text = entrypoint.read_text(encoding="utf-8")
        assert text.count(_DROPEXEC) == 1, text
        entrypoint.write_text(text.replace(_DROPEXEC, _SU), encoding="utf-8")
    programs = directory / "kafka" / "bin"
    programs.mkdir(parents=True)
    for name in ("kafka", "kafka-server-start.sh"):
        shutil.copy(target, programs / name)
    return directory
