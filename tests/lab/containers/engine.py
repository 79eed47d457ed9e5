"""podman with runc and a storage of its own: nothing of the machine's containers is seen or touched."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.lab.containers import base
from tests.lab.process import ENVIRONMENT, LabError
from tests.lab.supervised.deadline import until

#: The image that the Dockerfiles start from.
DEBIAN = "docker.io/library/debian:12"

#: A build takes the longest, with a compiler to install in it.
_SECONDS = 600.0

# A limit above the machine's own is refused, and podman asks for a million descriptors unless told otherwise.
# File locks are not shared with the machine's podman, events in a file need no journal.
_CONTAINERS = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"
netns = "none"

[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
image_copy_tmp_dir = "{directory}/copies"
lock_type = "file"
runtime = "runc"
tmp_dir = "{directory}/state"
volume_path = "{directory}/volumes"

[network]
network_config_dir = "{directory}/networks"
"""
_STORAGE = """\
[storage]
driver = "{driver}"
graphroot = "{directory}/storage"
runroot = "{directory}/run"
"""


class Engine:
    """Images and containers in a directory; a context that leaves neither container nor mount nor file."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.environment = {
            **ENVIRONMENT,
            "HOME": str(directory),
            "TMPDIR": str(directory / "copies"),
            "CONTAINERS_CONF": str(directory / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(directory / "storage.conf"),
        }

    @staticmethod
    def missing() -> str | None:
        """Say in one line what has to be installed, or return None."""
        tools = [tool for tool in ("podman", "runc", "conmon", "buildah") if shutil.which(tool) is None]
        return f"not installed: {', '.join(tools)}" if tools else base.missing()

    def __enter__(self) -> Engine:
        tarball = base.tarball()
        for name in ("copies", "networks"):
            (self.directory / name).mkdir(parents=True)
        self._write("containers.conf", _CONTAINERS)
        # vfs works everywhere, but copies the image for each container; overlay wants a kernel and a file
        # system that are up to it.
        self._write("storage.conf", _STORAGE, driver="overlay")
        if self.attempt("info").returncode != 0:
            self._write("storage.conf", _STORAGE, driver="vfs")
        self.podman("import", "--quiet", str(tarball), DEBIAN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.podman("pod", "rm", "--all", "--force", "--time=0")
        self.podman("rm", "--all", "--force", "--time=0")
        self.podman("volume", "rm", "--all", "--force")
        for mount in reversed(_mounts(self.directory)):
            subprocess.run(["umount", mount], check=True)
        shutil.rmtree(self.directory)

    def podman(self, *arguments: str) -> str:
        """Run podman to its end and return what it printed, stripped; LabError where it fails."""
        done = self.attempt(*arguments)
        if done.returncode != 0:
            raise LabError(
                f"podman {shlex.join(arguments)}: status {done.returncode}\n  {done.stdout}{done.stderr}"
            )
        return done.stdout.rstrip("\n")

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run podman to its end, with whatever status."""
        return self.command(("podman", *arguments))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a container to its end and remove it; return its status and its output."""
        # Not attached: podman 4.3 with a long path to its storage sees no end of it for 20 s.
        self.podman("run", "--detach", "--name=once", *arguments)
        inspect = ("inspect", "--format={{.State.Status}} {{.State.ExitCode}}", "once")
        until(lambda: self.podman(*inspect).startswith("exited "), _SECONDS, "the container did not end")
        status = int(self.podman(*inspect).split()[1])
        said = self.attempt("logs", "once")
        self.podman("rm", "once")
        return subprocess.CompletedProcess(arguments, status, said.stdout, said.stderr)

    def command(self, argv: Sequence[str], directory: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program that itself runs podman, in this or that directory, so that it finds this storage."""
        return subprocess.run(
            argv,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=directory or self.directory,
            env=self.environment,
            text=True,
            timeout=_SECONDS,
        )

    def build(self, name: str, context: Path, *options: str) -> None:
        """Build the Dockerfile of a context, from what there is here; LabError where a step fails."""
        self.podman(
            "build", "--quiet", "--pull=never", "--layers=false", f"--tag={name}", *options, str(context)
        )

    def volume(self, name: str) -> Path:
        """Make an empty volume, root's as the engine makes it, and return where its files are."""
        self.podman("volume", "create", name)
        return Path(self.podman("volume", "inspect", "--format={{.Mountpoint}}", name))

    def _write(self, name: str, text: str, **values: str) -> None:
        (self.directory / name).write_text(text.format(directory=self.directory, **values), encoding="utf-8")


def _mounts(directory: Path) -> list[str]:
    """Return what is mounted below a directory, in the order of proc_pid_mountinfo(5): inner ones later."""
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()]
    return [point for point in points if point.startswith(f"{directory}/")]
