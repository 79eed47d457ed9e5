"""Which distribution a root directory holds: os-release(5), and the release files that preceded it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from dropexec.machine import regularfile
from dropexec.machine.executable import inside, resolve

_FILES = ("etc/os-release", "usr/lib/os-release")
_CODENAMES = ("VERSION_CODENAME", "UBUNTU_CODENAME", "DEBIAN_CODENAME")


@dataclass(frozen=True)
class System:
    """os-release(5) in short: ``id`` and ``version`` as it writes them, "" where it has none.

    ``like`` are the distributions that it derives from; ``codenames`` are its own and, for a derivative, its
    parent's. Debian's unstable and testing have no VERSION_ID: their ``version`` is ``sid``.
    """

    id: str
    version: str
    like: tuple[str, ...]
    codenames: tuple[str, ...]


def read_system(root: Path = Path("/")) -> System:
    """Return what the files under ``root`` say; nothing is executed, no environment variable is honoured."""
    for name in _FILES:
        try:
            text = regularfile.read(inside(root, resolve(root, name) or name)).decode("utf-8", "replace")
        except OSError:
            continue
        return _system(parse(text))
    return _older(root)


def parse(text: str) -> dict[str, str]:
    """Return the variables of an os-release(5) file; lines that are not assignments are skipped."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if not equals or name.startswith("#"):
            continue
        try:
            words = shlex.split(value)
        except ValueError:
            continue
        values[name] = words[0] if words else ""
    return values


def _system(values: dict[str, str]) -> System:
    version = values.get("VERSION_ID", "")
    if not version and "sid" in values.get("PRETTY_NAME", ""):
        version = "sid"
    codenames = [values[name].lower() for name in _CODENAMES if values.get(name)]
    like = tuple(values.get("ID_LIKE", "").lower().split())
    return System(values.get("ID", "linux").lower(), version, like, tuple(dict.fromkeys(codenames)))


def _older(root: Path) -> System:
    """Return what the release files of a system without os-release say, such as CentOS 6's."""
    try:
        from distro import LinuxDistribution  # 25 ms, and few systems are that old

        # distro's module-level functions run lsb_release and uname and honour UNIXCONFDIR: not for root.
        files = LinuxDistribution(
            include_lsb=False, include_uname=False, include_oslevel=False, root_dir=str(root)
        )
    except (ImportError, TypeError):  # a distro before 1.7 has no root_dir
        return System("linux", "", (), ())
    return System(files.id() or "linux", files.version(), tuple(files.like().split()), ())
