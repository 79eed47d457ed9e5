"""Build a release's root into the cache, or find it there."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.lab.roots import inside
from tests.lab.roots.release import Release, Source

#: How many of a log's last lines an error shows.
_TAIL = 25
_SECONDS = 900


class RootError(Exception):
    """A root could not be built; the message has the end of the log, and where the rest is."""


def cache() -> Path:
    """Return the directory of the cache; it may vanish between runs."""
    return Path(os.environ.get("DROPEXEC_CACHE", "/var/cache/dropexec-ci"))


def missing() -> str | None:
    """Return why no root can be built here, None where one can."""
    tools = [tool for tool in ("mmdebstrap", "unshare", "pivot_root") if shutil.which(tool) is None]
    return f"not installed: {', '.join(tools)}" if tools else None


@contextmanager
def root(release: Release) -> Iterator[Path]:
    """Yield the directory of `release`'s root, building it first where the cache has none of this recipe.

    Nobody rebuilds a root that somebody is in. Raises RootError.
    """
    directory = cache() / f"lab-{release.name}"
    directory.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{directory}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        while not _complete(directory, release):
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _complete(directory, release):
                _build(directory, release)
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield directory


def _complete(directory: Path, release: Release) -> bool:
    try:
        return (directory / ".complete").read_text(encoding="ascii") == release.key
    except FileNotFoundError:
        return False


def _build(directory: Path, release: Release) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    packages = [*release.packages, *(name for source in release.sources for name in source.build)]
    with open(f"{directory}.log", "w", encoding="utf-8") as log:
        # A mirror's sid, and an old release's updates, may be past their Valid-Until.
        _run(
            [
                *("mmdebstrap", "--variant=minbase", '--aptopt=Acquire::Check-Valid-Until "false"'),
                *(f"--include={','.join(packages)}", release.suite, str(directory)),
            ],
            log,
        )
        (directory / inside.PROJECT.lstrip("/")).mkdir(parents=True)
        # The machine's way to the package archive, and the root's own name.
        shutil.copy("/etc/resolv.conf", directory / "etc/resolv.conf")
        hosts = Path("/etc/hosts").read_text(encoding="utf-8")
        (directory / "etc/hosts").write_text(f"{hosts}\n127.0.0.1 {inside.HOSTNAME}\n", encoding="utf-8")
        for name, text in release.files.items():
            path = directory / name.lstrip("/")
            path.write_text(text, encoding="utf-8")
            path.chmod(0o755 if text.startswith("#!") else 0o644)
        for source in release.sources:
            _compile(directory, source, log)
    (directory / ".complete").write_text(release.key, encoding="ascii")


# The source as the release came out: a mirror of the security archive may have the packages only. /tmp is no
# part of the root.
_COMPILE = """
sed -En 's/^deb ([^ ]+ [a-z]+ main)$/deb-src \\1/p' /etc/apt/sources.list >/etc/apt/sources.list.d/source.list
apt-get update -qq
cd "$(mktemp -d)"
apt-get -o APT::Sandbox::User=root source -qq "$1"
cd -- "$1"-*/
{steps}
install -D -m "$4" "$2" "$3"
echo "$1 $(dpkg-parsechangelog --show-field Version)" >"$3.version"
"""


def _compile(directory: Path, source: Source, log: IO[str]) -> None:
    script = _COMPILE.replace("{steps}", "\n".join(source.steps))
    arguments = (source.package, source.product, source.target, f"{source.mode:o}")
    _run(inside.command(directory, ["sh", "-euxc", script, "compile", *arguments]), log)


def _run(argv: Sequence[str], log: IO[str]) -> None:
    """Run `argv`, everything that it prints to `log`; raise RootError where it fails."""
    log.flush()
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=inside.ENVIRONMENT,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RootError(f"cannot build {log.name}: {error}") from error
    if done.returncode != 0:
        lines = Path(log.name).read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
        raise RootError(
            "\n  ".join([f"{argv[0]} failed, status {done.returncode}; from {log.name}:", *lines])
        )
