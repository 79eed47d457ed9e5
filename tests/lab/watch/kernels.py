"""Watch under other kernels: Debian's, in a virtual machine.

``python3 -m tests.lab.watch.kernels [SUITE[:MACHINE]]...``, as root: bullseye (5.10), bookworm (6.1), trixie
(6.12), and trixie on aarch64. Needs qemu-system-x86, qemu-system-arm, mmdebstrap and cpio; builds in
$DROPEXEC_CACHE (default /var/cache/dropexec-ci). The processor is emulated, and a kernel takes some minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.lab.roots.inside import PROJECT as INSIDE

SYSTEMS = ("bullseye", "bookworm", "trixie", "trixie:aarch64")
PROJECT = Path(__file__).parents[3]

_CACHE = Path(os.environ.get("DROPEXEC_CACHE", "/var/cache/dropexec-ci"))
# Nothing of a root is run before it is booted, so that it may be another machine's.
_PACKAGES = "base-files,coreutils,dash,python3,python3-click,python3-distro"
_LEFT_OUT = (
    "./usr/share/doc/*",
    "./usr/share/locale/*",
    "./usr/share/man/*",
    "./var/cache/*",
    "./var/lib/apt/*",
)
_MEGABYTES = 2048
_SECONDS = 1500.0

_INIT = f"""#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1
exec python3 {INSIDE}/tests/lab/watch/guest.py
"""


class Hardware(NamedTuple):
    """A machine that is emulated: Debian's name for it, the emulator with its package, the serial line."""

    debian: str
    package: str
    board: str
    console: str


HARDWARE = {
    "x86_64": Hardware("amd64", "qemu-system-x86", "q35", "ttyS0"),
    "aarch64": Hardware("arm64", "qemu-system-arm", "virt", "ttyAMA0"),
}


def missing(*machines: str) -> str | None:
    """Say in one line what has to be installed, or return None."""
    needed = {"mmdebstrap": "mmdebstrap", "cpio": "cpio"}
    needed |= {f"qemu-system-{name}": HARDWARE[name].package for name in machines}
    for program, package in needed.items():
        if shutil.which(program) is None:
            return f"{program} is not installed: apt-get install {package}"
    return None


def built(suite: str, kind: str, *options: str, source: str = "") -> Path:
    """Return a root from the cache, built where it is not there: from Debian's archives, or one source."""
    root, recipe = _CACHE / f"watch-{suite}-{kind}", f"{' '.join(options)} {source}"
    complete = root / ".complete"
    if not complete.exists() or complete.read_text(encoding="utf-8") != recipe:
        shutil.rmtree(root, ignore_errors=True)
        _CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mmdebstrap", "-q", *options, suite, root, *filter(None, [source])], check=True)
        complete.write_text(recipe, encoding="utf-8")
    return root


def extracted(suite: str, kind: str, machine: str, packages: str, source: str = "") -> Path:
    """Return a root of packages that are unpacked and not configured."""
    options = ("--variant=extract", f"--include={packages}", f"--architecture={HARDWARE[machine].debian}")
    return built(suite, f"{machine}-{kind}", *options, source=source)


def kernel(suite: str, machine: str) -> Path:
    """Return the suite's kernel: its last point release's, which stays in the archive, as updates do not."""
    package = f"linux-image-cloud-{HARDWARE[machine].debian}"
    source = f"deb http://deb.debian.org/debian {suite} main"
    return next((extracted(suite, "kernel", machine, package, source) / "boot").glob("vmlinuz-*"))


def initial_root(suite: str, machine: str, directory: Path) -> Path:
    """Write the archive that the kernel unpacks as its root: Python, the project, and the first program."""
    root = extracted(suite, "root", machine, _PACKAGES)
    extra = directory / "extra"
    inside = extra / INSIDE.lstrip("/")
    inside.mkdir(parents=True)
    for name in ("dropexec", "tests"):
        shutil.copytree(
            PROJECT / name, inside / name, ignore=shutil.ignore_patterns("__pycache__", "recordings")
        )
    (extra / "init").write_text(_INIT, encoding="ascii")
    (extra / "init").chmod(0o755)
    return packed((root, extra), directory / "root.cpio")


def packed(sources: tuple[Path, ...], archive: Path) -> Path:
    """Write what is below each source as one archive for the kernel to unpack, the later source on top."""
    left_out = " ".join(f"! -path '{pattern}'" for pattern in _LEFT_OUT)
    with archive.open("wb") as file:
        for source in sources:  # one archive behind the other is one that has both
            script = f"find . -xdev {left_out} ! -name __pycache__ -print0 | cpio --null --quiet -o -H newc"
            subprocess.run(["sh", "-euc", script], cwd=source, check=True, stdout=file)
    return archive


def emulator(suite: str, machine: str, root: Path) -> list[str]:
    """Return the command for a machine with the suite's kernel, but for where its serial lines go."""
    hardware = HARDWARE[machine]
    return [
        *(f"qemu-system-{machine}", "-machine", f"{hardware.board},accel=tcg", "-cpu", "max", "-smp", "2"),
        *("-m", str(_MEGABYTES), "-kernel", str(kernel(suite, machine)), "-initrd", str(root)),
        *("-append", f"console={hardware.console} quiet panic=-1 rdinit=/init"),
        *("-nographic", "-nodefaults", "-net", "none"),
    ]


def boot(suite: str, machine: str) -> list[str]:
    """Run the checks under the suite's kernel and return what they printed."""
    with tempfile.TemporaryDirectory(prefix="dropexec-kernel-", dir="/var/tmp") as scratch:
        argv = [
            *emulator(suite, machine, initial_root(suite, machine, Path(scratch))),
            *("-no-reboot", "-serial", "stdio"),
        ]
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    return done.stdout.decode("utf-8", "replace").replace("\r", "").splitlines()


def main(systems: list[str]) -> int:
    """Print each check's line, and return 1 where one failed or the machine did not get to its end."""
    chosen = [(suite, machine or "x86_64") for suite, _, machine in (name.partition(":") for name in systems)]
    unknown = {machine for _, machine in chosen} - set(HARDWARE)
    if unknown:
        print(f"no such machine: {min(unknown)}; choose from {' '.join(HARDWARE)}", file=sys.stderr)
        return 2
    reason = missing(*{machine for _, machine in chosen})
    if reason is not None:
        print(reason, file=sys.stderr)
        return 125
    failed = False
    for suite, machine in chosen:
        lines = boot(suite, machine)
        shown = [line for line in lines if line.startswith(("kernel ", "ok ", "not ok ", "done"))]
        failed |= "done" not in shown or any(line.startswith("not ok") for line in shown)
        print("\n".join(shown if "done" in shown else lines[-40:]), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(SYSTEMS)))
